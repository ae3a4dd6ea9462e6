MERGE INTO alerts
USING (
    SELECT row.*
    FROM (
        SELECT unnest(from_json_strict($rows, '[{
            "alert_id": "VARCHAR",
            "state": "VARCHAR",
            "attempts": "INTEGER",
            "tried_since": "TIMESTAMP",
            "next_attempt": "TIMESTAMP",
            "repeat": "BOOLEAN",
            "awaits": "VARCHAR",
            "updated": "TIMESTAMP"
        }]')) AS row
    )
) AS moved
ON alerts.alert_id = moved.alert_id
WHEN MATCHED THEN UPDATE SET
    state = moved.state,
    attempts = moved.attempts,
    tried_since = moved.tried_since,
    next_attempt = moved.next_attempt,
    repeat = moved.repeat,
    awaits = moved.awaits,
    updated = moved.updated;
