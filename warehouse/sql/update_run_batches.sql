UPDATE runs SET batches = list_append(batches, $batch_id) WHERE run_id = $run_id;
