SELECT o, a, k, a.version = latest.version AS current
FROM observations AS o
JOIN (SELECT * EXCLUDE (raw, text) FROM articles) AS a USING (article_id)
JOIN (SELECT url, max(version) AS version FROM articles GROUP BY url) AS latest ON latest.url = a.url
JOIN corroborations AS k ON k.observation_id = o.observation_id
WHERE k.change_id = $change_id
ORDER BY k.recorded, a.published, a.url, a.version, o.span_start, o.observation_id;
