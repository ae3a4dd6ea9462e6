SELECT a.article_id, a.version, a.fetched, a.run_id, md5(a.raw) AS page
FROM articles AS a
WHERE a.url = $url
ORDER BY a.version;
