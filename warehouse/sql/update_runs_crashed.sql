UPDATE runs SET state = $crashed WHERE state = $running AND run_id <> $run_id;
