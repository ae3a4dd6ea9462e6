SELECT observation_id AS what
FROM observations
ANTI JOIN articles USING (article_id);
