SELECT article_id, url, title, text, lang, published, published_from, author, outlet, source_id, raw, charset, fetched
FROM articles
SEMI JOIN (SELECT unnest(from_json_strict($articles, '["VARCHAR"]')) AS article_id) AS wanted USING (article_id);
