SELECT run_id, state, batches FROM runs WHERE run_id = $run_id;
