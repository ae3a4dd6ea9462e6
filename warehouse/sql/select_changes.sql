SELECT c, o, a, b, e
FROM changes AS c
JOIN observations AS o USING (observation_id)
JOIN (SELECT * EXCLUDE (raw, text) FROM articles) AS a ON a.article_id = o.article_id
LEFT JOIN baseline AS b ON b.baseline_id = c.baseline_id
LEFT JOIN observations AS e ON e.observation_id = c.edited_from
WHERE ($since::TIMESTAMP IS NULL OR c.created >= $since::TIMESTAMP)
    AND starts_with(c.change_id, $prefix)
    AND ($ids::VARCHAR IS NULL OR list_contains(from_json_strict($ids, '["VARCHAR"]'), c.change_id))
ORDER BY c.created DESC, c.indicator, o.period_end, c.change_id;
