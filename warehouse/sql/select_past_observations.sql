SELECT a.url, a.version, length(a.text) AS length, o, k.change_id
FROM articles AS a
SEMI JOIN (SELECT unnest(from_json_strict($urls, '["VARCHAR"]')) AS url) AS wanted ON wanted.url = a.url
LEFT JOIN observations AS o USING (article_id)
LEFT JOIN corroborations AS k ON k.observation_id = o.observation_id
ORDER BY a.url, a.version, o.span_start, o.observation_id;
