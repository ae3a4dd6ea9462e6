SELECT o, a, k, s.story_id, a.version = latest.version AS current
FROM observations AS o
JOIN (SELECT * EXCLUDE (raw, text) FROM articles) AS a USING (article_id)
JOIN (SELECT url, max(version) AS version FROM articles GROUP BY url) AS latest ON latest.url = a.url
LEFT JOIN (SELECT article_id, story_id FROM stories) AS s ON s.article_id = a.article_id
LEFT JOIN corroborations AS k ON k.observation_id = o.observation_id
WHERE o.held_for_review AND starts_with(o.observation_id, $prefix)
ORDER BY o.observation_id;
