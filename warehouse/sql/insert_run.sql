INSERT INTO runs BY NAME
SELECT $run_id AS run_id, $started AS started, $state AS state, MAP {} AS counts, [] AS batches
WHERE NOT EXISTS (FROM runs WHERE run_id = $run_id);
