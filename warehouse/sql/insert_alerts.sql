INSERT INTO alerts BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "alert_id": "VARCHAR",
        "change_id": "VARCHAR",
        "subscription": "VARCHAR",
        "channel": "VARCHAR",
        "state": "VARCHAR",
        "attempts": "INTEGER",
        "next_attempt": "TIMESTAMP",
        "repeat": "BOOLEAN",
        "awaits": "VARCHAR",
        "created": "TIMESTAMP",
        "updated": "TIMESTAMP"
    }]')) AS row
)
ANTI JOIN alerts ON alerts.alert_id = row.alert_id;
