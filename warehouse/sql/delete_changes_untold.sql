DELETE FROM changes
WHERE change_id NOT IN (SELECT change_id FROM corroborations)
    AND NOT (
        correction
        AND observation_id IN (
            SELECT observation_id
            FROM observations
            JOIN articles USING (article_id)
            WHERE fetched < $since
        )
    );
