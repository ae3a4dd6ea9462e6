UPDATE changes
SET severity = assessed.severity, severity_reasons = assessed.severity_reasons
FROM (
    SELECT row.*
    FROM (
        SELECT unnest(from_json_strict($rows, '[{
            "change_id": "VARCHAR",
            "severity": "VARCHAR",
            "severity_reasons": ["VARCHAR"]
        }]')) AS row
    )
) AS assessed
WHERE changes.change_id = assessed.change_id
    AND changes.severity_reasons <> assessed.severity_reasons;
