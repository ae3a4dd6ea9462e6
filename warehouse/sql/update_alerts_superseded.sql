UPDATE alerts
SET state = $superseded, next_attempt = NULL, updated = $now
WHERE list_contains(from_json_strict($states, '["VARCHAR"]'), state)
    AND list_contains(from_json_strict($changes, '["VARCHAR"]'), change_id);
