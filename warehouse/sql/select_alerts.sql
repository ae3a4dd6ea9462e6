SELECT alert_id, change_id, subscription, channel, state, attempts, tried_since, next_attempt, repeat, created, awaits
FROM alerts
WHERE ($change_id::VARCHAR IS NULL OR change_id = $change_id)
    AND ($states::VARCHAR IS NULL OR list_contains(from_json_strict($states, '["VARCHAR"]'), state))
ORDER BY created, subscription, channel, alert_id;
