SELECT observation_id AS what
FROM observations
JOIN (SELECT article_id, length(text) AS length FROM articles) AS a USING (article_id)
WHERE span_start < 0 OR span_end <= span_start OR span_end > a.length;
