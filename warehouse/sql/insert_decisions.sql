INSERT INTO decisions BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "decision_id": "VARCHAR",
        "about": "VARCHAR",
        "subject_id": "VARCHAR",
        "claim": "VARCHAR",
        "outcome": "VARCHAR",
        "reason": "VARCHAR",
        "decided_by": "VARCHAR",
        "why": "VARCHAR",
        "decided": "TIMESTAMP"
    }]')) AS row
)
ANTI JOIN decisions ON decisions.decision_id = row.decision_id;
