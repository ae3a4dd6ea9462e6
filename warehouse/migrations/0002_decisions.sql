-- What people decided about changes and about figures held for review; a later decision counts, none is removed.
-- claim names what a figure says in which article, so that a decision outlives another version of the article.
CREATE TABLE decisions (
    decision_id VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    claim VARCHAR,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    decided_by VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    decided TIMESTAMP NOT NULL
);

-- The encoding that the HTTP header named: without it the bytes of some pages cannot be read again.
ALTER TABLE articles ADD COLUMN charset VARCHAR;
