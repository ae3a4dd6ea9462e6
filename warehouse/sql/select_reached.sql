SELECT change_id, subscription, channel
FROM alerts
WHERE list_contains(from_json_strict($changes, '["VARCHAR"]'), change_id)
    AND (repeat OR list_contains(from_json_strict($states, '["VARCHAR"]'), state))
ORDER BY subscription, channel, change_id;
