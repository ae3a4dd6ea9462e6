SELECT name, level, found, examples
FROM check_results
WHERE run_id = (SELECT arg_max(run_id, recorded) FROM check_results)
ORDER BY level, name;
