MERGE INTO sources
USING (
    SELECT row.*
    FROM (
        SELECT unnest(from_json_strict($rows, '[{
            "source_id": "VARCHAR",
            "etag": "VARCHAR",
            "last_modified": "VARCHAR",
            "body_hash": "VARCHAR",
            "last_success": "TIMESTAMP",
            "failures": "INTEGER",
            "last_attempt": "TIMESTAMP",
            "last_reason": "VARCHAR"
        }]')) AS row
    )
) AS polled
ON sources.source_id = polled.source_id
WHEN MATCHED THEN UPDATE SET
    etag = polled.etag,
    last_modified = polled.last_modified,
    body_hash = polled.body_hash,
    last_success = polled.last_success,
    failures = polled.failures,
    last_attempt = polled.last_attempt,
    last_reason = polled.last_reason
WHEN NOT MATCHED THEN INSERT BY NAME;
