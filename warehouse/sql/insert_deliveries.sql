INSERT INTO deliveries BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "delivery_id": "VARCHAR",
        "alert_id": "VARCHAR",
        "channel": "VARCHAR",
        "state": "VARCHAR",
        "detail": "VARCHAR",
        "attempted": "TIMESTAMP",
        "attempt": "INTEGER",
        "repeat": "BOOLEAN"
    }]')) AS row
)
ANTI JOIN deliveries ON deliveries.delivery_id = row.delivery_id;
