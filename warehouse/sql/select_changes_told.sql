SELECT c.change_id
FROM changes AS c
JOIN observations AS o ON o.observation_id = c.observation_id
WHERE (c.correction AND list_contains(from_json_strict($articles, '["VARCHAR"]'), o.article_id))
    OR c.change_id IN (
        SELECT change_id
        FROM corroborations
        WHERE list_contains(from_json_strict($articles, '["VARCHAR"]'), article_id)
    )
ORDER BY c.change_id;
