SELECT k.change_id, k.story_id, a.outlet, k.url, o.sentence
FROM corroborations AS k
JOIN observations AS o USING (observation_id)
JOIN (SELECT article_id, outlet, coalesce(published, fetched) AS said FROM articles) AS a ON a.article_id = k.article_id
SEMI JOIN (SELECT unnest(from_json_strict($indicators, '["VARCHAR"]')) AS indicator) AS wanted
    ON o.indicator = wanted.indicator
ORDER BY k.recorded, a.said, k.url, k.observation_id;
