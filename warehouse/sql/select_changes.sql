SELECT c, o, a, b, e, stories
FROM changes AS c
JOIN observations AS o USING (observation_id)
JOIN (SELECT * EXCLUDE (raw, text) FROM articles) AS a ON a.article_id = o.article_id
JOIN (
    SELECT change_id, count(DISTINCT outlet) AS stories
    FROM (
        SELECT k.change_id, first(a.outlet ORDER BY k.recorded, coalesce(a.published, a.fetched), k.url) AS outlet
        FROM corroborations AS k
        JOIN articles AS a USING (article_id)
        GROUP BY k.change_id, k.story_id
    )
    GROUP BY change_id
) AS told ON told.change_id = c.change_id
LEFT JOIN baseline AS b ON b.baseline_id = c.baseline_id
LEFT JOIN observations AS e ON e.observation_id = c.edited_from
WHERE ($since::TIMESTAMP IS NULL OR c.created >= $since::TIMESTAMP)
    AND starts_with(c.change_id, $prefix)
    AND ($ids::VARCHAR IS NULL OR list_contains(from_json_strict($ids, '["VARCHAR"]'), c.change_id))
ORDER BY c.created DESC, c.indicator, o.period_end, c.change_id;
