INSERT INTO check_results BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "run_id": "VARCHAR",
        "name": "VARCHAR",
        "level": "VARCHAR",
        "found": "BIGINT",
        "examples": ["VARCHAR"],
        "recorded": "TIMESTAMP"
    }]')) AS row
);
