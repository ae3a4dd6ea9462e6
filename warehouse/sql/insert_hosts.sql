INSERT INTO hosts BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "domain": "VARCHAR",
        "not_before": "TIMESTAMP"
    }]')) AS row
);
