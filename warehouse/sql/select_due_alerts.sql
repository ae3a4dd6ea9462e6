SELECT alert_id, change_id, subscription, channel, state, attempts, next_attempt, repeat, created
FROM alerts
WHERE list_contains(from_json_strict($states, '["VARCHAR"]'), state)
    AND next_attempt <= $now
    AND ($subscriptions::VARCHAR IS NULL OR list_contains(from_json_strict($subscriptions, '["VARCHAR"]'), subscription))
ORDER BY created, subscription, channel, alert_id;
