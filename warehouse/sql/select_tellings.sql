SELECT k.change_id, k.story_id, k.url, o.sentence
FROM corroborations AS k
JOIN observations AS o USING (observation_id)
SEMI JOIN (SELECT unnest(from_json_strict($indicators, '["VARCHAR"]')) AS indicator) AS wanted
    ON o.indicator = wanted.indicator
ORDER BY k.recorded, k.observation_id;
