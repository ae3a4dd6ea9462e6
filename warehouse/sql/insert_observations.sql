INSERT INTO observations BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "observation_id": "VARCHAR",
        "article_id": "VARCHAR",
        "indicator": "VARCHAR",
        "kind": "VARCHAR",
        "period_start": "DATE",
        "period_end": "DATE",
        "period_label": "VARCHAR",
        "period_kind": "VARCHAR",
        "period_how": "VARCHAR",
        "value": "VARCHAR",
        "low": "VARCHAR",
        "high": "VARCHAR",
        "unit": "VARCHAR",
        "bound": "VARCHAR",
        "stage": "VARCHAR",
        "speaker": "VARCHAR",
        "span_start": "INTEGER",
        "span_end": "INTEGER",
        "text": "VARCHAR",
        "sentence": "VARCHAR",
        "confidence": "DOUBLE",
        "reasons": ["VARCHAR"],
        "verdict": "VARCHAR",
        "verdict_reason": "VARCHAR",
        "baseline_id": "VARCHAR",
        "held_for_review": "BOOLEAN",
        "run_id": "VARCHAR"
    }]')) AS row
)
ANTI JOIN observations ON observations.observation_id = row.observation_id;
