SELECT format('{} and {}', min(change_id), max(change_id)) AS what
FROM changes
JOIN (
    SELECT observation_id, bound, stage, value::DOUBLE AS value, low::DOUBLE AS low, high::DOUBLE AS high
    FROM observations
) AS told USING (observation_id)
WHERE type = 'moved' AND kind NOT IN ('milestone', 'date')
GROUP BY indicator, kind, verdict, period_label, bound, stage, value, low, high
HAVING count(DISTINCT change_id) > 1;
