SELECT c.change_id, c.verdict, c.baseline_id, o
FROM changes AS c
JOIN observations AS o USING (observation_id)
SEMI JOIN (
    SELECT unnest(
        from_json_strict($wanted, '[{"indicator": "VARCHAR", "kind": "VARCHAR", "period": "VARCHAR"}]'),
        recursive := true
    )
) AS wanted
    ON wanted.indicator = c.indicator
    AND wanted.kind = c.kind
    AND (wanted.period = '' OR wanted.period = c.period_label)
WHERE NOT c.correction
ORDER BY c.created, c.change_id;
