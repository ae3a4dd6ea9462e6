-- Whoever tells a change is counted by stories: an article without one would count for nothing.
SELECT DISTINCT article_id AS what
FROM observations
ANTI JOIN stories USING (article_id);
