INSERT INTO articles BY NAME
SELECT row.* REPLACE (from_base64(row.raw) AS raw)
FROM (
    SELECT unnest(from_json_strict($rows, '[{
        "article_id": "VARCHAR",
        "url": "VARCHAR",
        "version": "INTEGER",
        "source_id": "VARCHAR",
        "outlet": "VARCHAR",
        "title": "VARCHAR",
        "author": "VARCHAR",
        "lang": "VARCHAR",
        "published": "TIMESTAMP",
        "published_from": "VARCHAR",
        "text": "VARCHAR",
        "text_hash": "VARCHAR",
        "raw": "VARCHAR",
        "abstained": "MAP(VARCHAR, BIGINT)",
        "fetched": "TIMESTAMP",
        "run_id": "VARCHAR",
        "charset": "VARCHAR"
    }]')) AS row
)
ANTI JOIN articles ON articles.article_id = row.article_id;
