SELECT url, source_id, text_hash, first_seen, last_fetched, status, failures, title, published
FROM pages
WHERE first_seen >= $since OR url IN (SELECT unnest(from_json_strict($urls, '["VARCHAR"]')))
ORDER BY url;
