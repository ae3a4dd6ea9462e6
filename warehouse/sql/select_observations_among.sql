SELECT o.*
FROM observations AS o
SEMI JOIN (SELECT unnest(from_json_strict($articles, '["VARCHAR"]')) AS article_id) AS wanted USING (article_id)
ORDER BY o.article_id, o.span_start, o.confidence, o.observation_id;
