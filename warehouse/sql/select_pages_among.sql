SELECT url, source_id, text_hash, first_seen, last_fetched, status, failures, title, published
FROM pages
SEMI JOIN (SELECT unnest(from_json_strict($urls, '["VARCHAR"]')) AS url) AS wanted USING (url);
