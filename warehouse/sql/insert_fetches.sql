INSERT INTO fetches BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "fetch_id": "VARCHAR",
        "run_id": "VARCHAR",
        "source_id": "VARCHAR",
        "kind": "VARCHAR",
        "url": "VARCHAR",
        "final_url": "VARCHAR",
        "attempted": "TIMESTAMP",
        "ok": "BOOLEAN",
        "reason": "VARCHAR",
        "detail": "VARCHAR",
        "http_status": "INTEGER",
        "body_hash": "VARCHAR",
        "bytes": "BIGINT",
        "seconds": "DOUBLE",
        "packing": "VARCHAR",
        "charset": "VARCHAR"
    }]')) AS row
)
ANTI JOIN fetches ON fetches.fetch_id = row.fetch_id;
