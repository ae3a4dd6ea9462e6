UPDATE alerts
SET
    state = $pending,
    next_attempt = CASE WHEN awaits IS NULL THEN $now ELSE greatest($now, created + $patience::INTERVAL) END,
    updated = $now
WHERE alert_id IN (
    SELECT waiting.alert_id
    FROM alerts AS waiting
    ANTI JOIN (
        SELECT k.change_id, sent.subscription, sent.channel
        FROM alerts AS sent
        JOIN changes AS c ON c.change_id = sent.change_id AND c.correction AND c.edited_from <> c.observation_id
        JOIN corroborations AS k ON k.observation_id = c.observation_id
    ) AS told
        ON told.change_id = waiting.change_id
        AND told.subscription = waiting.subscription
        AND told.channel = waiting.channel
    ANTI JOIN (SELECT subject_id FROM decisions WHERE outcome = 'rejected') AS rejected
        ON rejected.subject_id = waiting.change_id
    WHERE waiting.state = $superseded
        AND list_contains(from_json_strict($changes, '["VARCHAR"]'), waiting.change_id)
);
