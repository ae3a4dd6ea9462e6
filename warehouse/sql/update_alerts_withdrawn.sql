UPDATE alerts
SET state = $superseded, next_attempt = NULL, updated = $now
WHERE change_id = $change_id AND list_contains(from_json_strict($states, '["VARCHAR"]'), state);
