SELECT run_id, started, finished, state, counts FROM runs ORDER BY started DESC, run_id LIMIT $most;
