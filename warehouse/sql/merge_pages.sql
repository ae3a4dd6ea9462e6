MERGE INTO pages
USING (
    SELECT row.*
    FROM (
        SELECT unnest(from_json_strict($rows, '[{
            "url": "VARCHAR",
            "source_id": "VARCHAR",
            "text_hash": "VARCHAR",
            "first_seen": "TIMESTAMP",
            "last_fetched": "TIMESTAMP",
            "status": "VARCHAR",
            "failures": "INTEGER",
            "title": "VARCHAR",
            "published": "TIMESTAMP"
        }]')) AS row
    )
) AS fetched
ON pages.url = fetched.url
WHEN MATCHED THEN UPDATE SET
    text_hash = fetched.text_hash,
    last_fetched = fetched.last_fetched,
    status = fetched.status,
    failures = fetched.failures,
    title = fetched.title,
    published = fetched.published
WHEN NOT MATCHED THEN INSERT BY NAME;
