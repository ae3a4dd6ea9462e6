SELECT alert_id, change_id, subscription, channel, state, attempts, tried_since, next_attempt, repeat, created, awaits
FROM alerts
WHERE list_contains(from_json_strict($ids, '["VARCHAR"]'), alert_id)
ORDER BY created, subscription, channel, alert_id;
