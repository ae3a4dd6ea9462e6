SELECT alert_id, change_id, subscription, channel, state, attempts, tried_since, next_attempt, repeat, created, awaits
FROM alerts
WHERE list_contains(from_json_strict($states, '["VARCHAR"]'), state)
    AND next_attempt <= $now
    AND {'subscription': subscription, 'channel': channel} NOT IN (
        SELECT {'subscription': subscription, 'channel': channel}
        FROM alerts
        WHERE state = $failed AND next_attempt > $now
    )
    AND (
        $destinations::VARCHAR IS NULL
        OR list_contains(
            from_json_strict($destinations, '[{"subscription": "VARCHAR", "channel": "VARCHAR"}]'),
            {'subscription': subscription, 'channel': channel}
        )
    )
ORDER BY created, subscription, channel, alert_id;
