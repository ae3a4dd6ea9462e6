SELECT
    k.change_id, c.indicator, c.period_label, s.story_id, a.outlet, a.source_id, a.title, k.url, a.lang, a.published,
    a.version, o.observation_id, o.value, o.low, o.high, o.unit, o.bound, o.stage, o.speaker, o.text, o.sentence,
    o.confidence, k.recorded
FROM corroborations AS k
JOIN changes AS c USING (change_id)
JOIN observations AS o ON o.observation_id = k.observation_id
JOIN articles AS a ON a.article_id = k.article_id
LEFT JOIN stories AS s ON s.article_id = k.article_id
ORDER BY c.created, c.indicator, k.change_id, k.recorded, a.published, k.url, a.version, o.span_start, o.observation_id;
