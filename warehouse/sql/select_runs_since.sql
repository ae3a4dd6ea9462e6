SELECT run_id, started, finished, state, counts
FROM runs
WHERE started >= $since
ORDER BY started DESC, run_id DESC;
