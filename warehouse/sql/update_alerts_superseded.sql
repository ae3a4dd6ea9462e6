UPDATE alerts
SET state = $superseded, next_attempt = NULL, updated = $now
WHERE list_contains(from_json_strict($states, '["VARCHAR"]'), state)
    AND change_id IN (
        SELECT earlier.change_id
        FROM changes AS c
        JOIN observations AS corrected ON corrected.observation_id = c.observation_id
        JOIN corroborations AS earlier ON earlier.observation_id = c.edited_from
        WHERE list_contains(from_json_strict($changes, '["VARCHAR"]'), c.change_id)
            AND NOT EXISTS (
                SELECT 1
                FROM corroborations AS other
                WHERE other.change_id = earlier.change_id
                    AND (other.url <> earlier.url OR other.article_id = corrected.article_id)
            )
    );
