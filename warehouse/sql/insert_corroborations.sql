INSERT INTO corroborations BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "change_id": "VARCHAR",
        "observation_id": "VARCHAR",
        "article_id": "VARCHAR",
        "url": "VARCHAR",
        "recorded": "TIMESTAMP"
    }]')) AS row
)
ANTI JOIN corroborations
    ON corroborations.change_id = row.change_id
    AND corroborations.observation_id = row.observation_id
    AND corroborations.article_id = row.article_id;
