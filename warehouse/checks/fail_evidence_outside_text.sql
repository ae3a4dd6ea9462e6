-- Of the last run only: a row never changes, and the texts of years are long to read.
WITH last AS (SELECT arg_max(run_id, started) AS run_id FROM runs)
SELECT observation_id AS what
FROM observations
JOIN (SELECT article_id, length(text) AS length FROM articles WHERE run_id = (SELECT run_id FROM last)) AS a
    USING (article_id)
WHERE span_start < 0 OR span_end <= span_start OR span_end > a.length;
