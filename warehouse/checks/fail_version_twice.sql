SELECT format('version {} of {}', version, url) AS what
FROM (SELECT url, version FROM articles)
GROUP BY url, version
HAVING count(*) > 1;
