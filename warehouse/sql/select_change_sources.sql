SELECT DISTINCT k.change_id, a.source_id
FROM corroborations AS k
JOIN articles AS a USING (article_id)
ORDER BY k.change_id, a.source_id;
