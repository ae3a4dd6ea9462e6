WITH
known AS (
    SELECT article_id, url, version, length(text) AS length
    FROM articles
    SEMI JOIN (SELECT unnest(from_json_strict($urls, '["VARCHAR"]')) AS url) AS wanted USING (url)
),
told AS (SELECT DISTINCT k.article_id, k.observation_id, k.change_id FROM corroborations AS k SEMI JOIN known USING (article_id)),
said AS (
    SELECT article_id, observation_id FROM observations SEMI JOIN known USING (article_id)
    UNION
    SELECT article_id, observation_id FROM told
)
SELECT known.url, known.version, known.length, o, told.change_id
FROM known
LEFT JOIN said USING (article_id)
LEFT JOIN observations AS o ON o.observation_id = said.observation_id
LEFT JOIN told ON told.observation_id = said.observation_id AND told.article_id = said.article_id
ORDER BY known.url, known.version, o.span_start, o.observation_id;
