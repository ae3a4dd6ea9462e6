SELECT url, source_id, text_hash, first_seen, last_fetched, status, failures, title, published FROM pages ORDER BY url;
