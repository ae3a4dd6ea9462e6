UPDATE alerts
SET awaits = NULL, next_attempt = $now, updated = $now
WHERE awaits IS NOT NULL
    AND state = $pending
    AND next_attempt > $now
    AND list_contains(from_json_strict($changes, '["VARCHAR"]'), change_id);
