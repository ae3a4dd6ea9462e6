INSERT INTO changes BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "change_id": "VARCHAR",
        "type": "VARCHAR",
        "correction": "BOOLEAN",
        "indicator": "VARCHAR",
        "relation": "VARCHAR",
        "kind": "VARCHAR",
        "verdict": "VARCHAR",
        "period_label": "VARCHAR",
        "observation_id": "VARCHAR",
        "baseline_id": "VARCHAR",
        "edited_from": "VARCHAR",
        "reason": "VARCHAR",
        "severity": "VARCHAR",
        "severity_reasons": ["VARCHAR"],
        "created": "TIMESTAMP",
        "run_id": "VARCHAR"
    }]')) AS row
)
ANTI JOIN changes ON changes.change_id = row.change_id;
