-- Which articles tell one story, by article version; story_id moves when two stories turn out to be one. The signature is
-- what near-duplicates are known by: method names how it was made, empty where it has to be made from the text again.
CREATE TABLE stories (
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    lang VARCHAR NOT NULL,
    said TIMESTAMP NOT NULL,
    story_id VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    shingles INTEGER NOT NULL,
    signature UINTEGER[] NOT NULL
);

-- A story was known by change until now: those that share an article become one.
INSERT INTO stories BY NAME
WITH
by_url AS (SELECT url, min(story_id) AS story_id FROM corroborations GROUP BY url),
joined AS (
    SELECT k.story_id, min(by_url.story_id) AS kept
    FROM corroborations AS k
    JOIN by_url USING (url)
    GROUP BY k.story_id
),
told AS (
    SELECT k.url, min(joined.kept) AS story_id
    FROM corroborations AS k
    JOIN joined USING (story_id)
    GROUP BY k.url
)
SELECT
    a.article_id,
    a.url,
    a.lang,
    coalesce(a.published, a.fetched) AS said,
    coalesce(told.story_id, sha256(a.url)) AS story_id,
    '' AS method,
    0 AS shingles,
    [] AS signature
FROM articles AS a
SEMI JOIN observations AS o ON o.article_id = a.article_id
LEFT JOIN told ON told.url = a.url;

ALTER TABLE corroborations DROP COLUMN story_id;

-- A column of an altered table cannot be filled in the same transaction, so this one is written anew.
CREATE TABLE typed_changes (
    change_id VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    correction BOOLEAN NOT NULL,  -- tells no new figure, only that one told before is wrong
    indicator VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    period_label VARCHAR,
    observation_id VARCHAR NOT NULL,
    baseline_id VARCHAR,
    edited_from VARCHAR,
    reason VARCHAR NOT NULL,
    severity VARCHAR,
    severity_reasons VARCHAR[] NOT NULL,
    created TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);

INSERT INTO typed_changes BY NAME
SELECT
    *,
    CASE WHEN edited_from IS NULL THEN 'moved' ELSE 'edited' END AS type,
    false AS correction,
    NULL AS severity,
    [] AS severity_reasons
FROM changes;

DROP TABLE changes;

ALTER TABLE typed_changes RENAME TO changes;

ALTER TABLE alerts ADD COLUMN awaits VARCHAR;  -- "second_source" where the alert was held back for one
