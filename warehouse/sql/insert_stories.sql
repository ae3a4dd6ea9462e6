INSERT INTO stories BY NAME
SELECT row.*
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "article_id": "VARCHAR",
        "url": "VARCHAR",
        "lang": "VARCHAR",
        "said": "TIMESTAMP",
        "story_id": "VARCHAR",
        "method": "VARCHAR",
        "shingles": "INTEGER",
        "signature": ["UINTEGER"]
    }]')) AS row
)
ANTI JOIN stories ON stories.article_id = row.article_id;
