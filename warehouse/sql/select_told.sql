WITH
told AS (
    SELECT DISTINCT change_id, article_id, url
    FROM corroborations
    WHERE ($ids::VARCHAR IS NULL OR list_contains(from_json_strict($ids, '["VARCHAR"]'), change_id))
        AND NOT list_contains(from_json_strict($without, '["VARCHAR"]'), article_id)
),
latest AS (
    SELECT url, max(version) AS version
    FROM articles
    SEMI JOIN told USING (url)
    WHERE NOT list_contains(from_json_strict($without, '["VARCHAR"]'), article_id)
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
