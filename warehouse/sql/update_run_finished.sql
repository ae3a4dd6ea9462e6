UPDATE runs
SET finished = $finished, state = $state, counts = from_json_strict($counts, '"MAP(VARCHAR, BIGINT)"')
WHERE run_id = $run_id;
