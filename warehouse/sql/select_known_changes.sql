SELECT c.change_id, c.verdict, o
FROM changes AS c
JOIN observations AS o USING (observation_id)
SEMI JOIN (SELECT unnest(from_json_strict($indicators, '["VARCHAR"]')) AS indicator) AS wanted
    ON c.indicator = wanted.indicator
ORDER BY c.created, c.change_id;
