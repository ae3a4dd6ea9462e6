INSERT INTO baseline BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "baseline_id": "VARCHAR",
        "content_hash": "VARCHAR",
        "revision": "INTEGER",
        "indicator": "VARCHAR",
        "kind": "VARCHAR",
        "period_start": "DATE",
        "period_end": "DATE",
        "period_label": "VARCHAR",
        "period_kind": "VARCHAR",
        "period_how": "VARCHAR",
        "vintage": "DATE",
        "speaker": "VARCHAR",
        "outlet": "VARCHAR",
        "place": "VARCHAR",
        "value": "VARCHAR",
        "low": "VARCHAR",
        "high": "VARCHAR",
        "unit": "VARCHAR",
        "bound": "VARCHAR",
        "stage": "VARCHAR",
        "flag": "VARCHAR",
        "origin": "VARCHAR",
        "change_id": "VARCHAR",
        "accepted_by": "VARCHAR",
        "accepted_why": "VARCHAR",
        "recorded": "TIMESTAMP"
    }]')) AS row
)
ANTI JOIN baseline ON baseline.baseline_id = row.baseline_id;
