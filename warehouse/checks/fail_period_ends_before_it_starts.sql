SELECT observation_id AS what FROM observations WHERE period_end <= period_start
UNION ALL
SELECT baseline_id FROM baseline WHERE period_end <= period_start;
