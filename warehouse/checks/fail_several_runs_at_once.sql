SELECT run_id AS what
FROM runs
WHERE state = 'running'
QUALIFY count(*) OVER () > 1;
