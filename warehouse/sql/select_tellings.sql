WITH
latest AS (
    SELECT url, max(version) AS version, max_by(fetched, version) AS fetched
    FROM articles
    GROUP BY url
),
told AS (
    SELECT change_id, observation_id, article_id, min(recorded) AS recorded
    FROM corroborations
    GROUP BY change_id, observation_id, article_id
)
SELECT o, a, k, s.story_id, s.said, a.version = latest.version AS current, latest.fetched AS last_version
FROM told AS k
JOIN observations AS o USING (observation_id)
JOIN (SELECT * EXCLUDE (raw, text) FROM articles) AS a ON a.article_id = k.article_id
JOIN latest ON latest.url = a.url
JOIN (SELECT article_id, story_id, said FROM stories) AS s ON s.article_id = a.article_id
ORDER BY k.change_id, s.said, a.url, a.version, o.span_start, o.observation_id;
