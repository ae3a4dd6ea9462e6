WITH
wanted AS (SELECT unnest(from_json_strict($ids, '["VARCHAR"]')) AS change_id),
left_out AS (SELECT unnest(from_json_strict($without, '["VARCHAR"]')) AS article_id),
told AS (
    SELECT DISTINCT change_id, article_id, url
    FROM corroborations
    SEMI JOIN wanted USING (change_id)
    ANTI JOIN left_out USING (article_id)
),
latest AS (
    SELECT url, max(version) AS version
    FROM (SELECT url, version, article_id FROM articles SEMI JOIN told USING (url))
    ANTI JOIN left_out USING (article_id)
    GROUP BY url
),
first_told AS (
    SELECT
        told.change_id,
        first(a.outlet ORDER BY s.said, a.url) AS outlet,
        list(DISTINCT a.source_id) AS source_ids
    FROM told
    JOIN (SELECT article_id, url, version, outlet, source_id FROM articles) AS a USING (article_id)
    JOIN latest ON latest.url = a.url AND latest.version = a.version
    JOIN (SELECT article_id, story_id, said FROM stories) AS s ON s.article_id = a.article_id
    GROUP BY told.change_id, s.story_id
)
SELECT change_id, count(DISTINCT outlet) AS stories, list_sort(list_distinct(flatten(list(source_ids)))) AS source_ids
FROM first_told
GROUP BY change_id;
