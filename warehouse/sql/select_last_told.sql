SELECT due.alert_id, told.change_id, told.updated
FROM alerts AS due
INNER JOIN changes AS change ON due.change_id = change.change_id
INNER JOIN alerts AS told
    ON due.subscription = told.subscription
        AND due.channel = told.channel
        AND due.change_id <> told.change_id
INNER JOIN changes AS earlier
    ON told.change_id = earlier.change_id
        AND change.indicator = earlier.indicator
        AND change.kind = earlier.kind
WHERE list_contains(from_json_strict($ids, '["VARCHAR"]'), due.alert_id)
    AND told.state = $sent
QUALIFY row_number() OVER (PARTITION BY due.alert_id ORDER BY told.updated DESC, earlier.created DESC, told.alert_id) = 1;
