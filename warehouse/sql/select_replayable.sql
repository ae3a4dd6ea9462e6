-- rowid: the order of recording, in which a figure was new once and known afterwards.
SELECT a.article_id, a.url, a.source_id, a.published, a.fetched, r.started
FROM (
    SELECT
        * EXCLUDE (raw, text), rowid AS place, md5(raw) AS page,
        lead(md5(raw)) OVER (PARTITION BY url ORDER BY version) AS next_page
    FROM articles
) AS a
JOIN runs AS r USING (run_id)
WHERE a.fetched >= $since AND a.page IS DISTINCT FROM a.next_page
ORDER BY a.place;
