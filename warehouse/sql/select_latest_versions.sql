SELECT url, max(version) AS version, arg_max(text_hash, version) AS text_hash, arg_max(article_id, version) AS article_id
FROM articles
SEMI JOIN (SELECT unnest(from_json_strict($urls, '["VARCHAR"]')) AS url) AS wanted USING (url)
GROUP BY url;
