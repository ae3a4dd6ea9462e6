SELECT o, a, k, s.story_id, a.version = latest.version AS current
FROM observations AS o
JOIN (SELECT * EXCLUDE (raw, text) FROM articles) AS a USING (article_id)
JOIN (SELECT url, max(version) AS version FROM articles GROUP BY url) AS latest ON latest.url = a.url
JOIN (SELECT article_id, story_id FROM stories) AS s ON s.article_id = a.article_id
LEFT JOIN (
    SELECT change_id, observation_id, min(recorded) AS recorded
    FROM corroborations
    GROUP BY change_id, observation_id
) AS k ON k.observation_id = o.observation_id
WHERE k.change_id = $change_id
    OR o.observation_id IN (SELECT observation_id FROM changes WHERE change_id = $change_id)
ORDER BY k.recorded, a.published, a.url, a.version, o.span_start, o.observation_id;
