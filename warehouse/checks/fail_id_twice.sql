-- Ids are hashes of what a row says: the same one twice is the same row twice.
SELECT format('{} {}', kind, id) AS what
FROM (
    SELECT 'run' AS kind, run_id AS id FROM runs
    UNION ALL SELECT 'article', article_id FROM articles
    UNION ALL SELECT 'observation', observation_id FROM observations
    UNION ALL SELECT 'baseline figure', baseline_id FROM baseline
    UNION ALL SELECT 'change', change_id FROM changes
    UNION ALL SELECT 'alert', alert_id FROM alerts
    UNION ALL SELECT 'delivery', delivery_id FROM deliveries
    UNION ALL SELECT 'page', url FROM pages
    UNION ALL SELECT 'source', source_id FROM sources
)
GROUP BY kind, id
HAVING count(*) > 1;
