-- How many transactions were committed, ever: the journal beside the file has the same number, so that a log that was
-- lost is noticed.
CREATE TABLE commits (number BIGINT NOT NULL);

INSERT INTO commits VALUES (0);

-- What the checks of warehouse/checks found after each run.
CREATE TABLE check_results (
    run_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    found BIGINT NOT NULL,
    examples VARCHAR[] NOT NULL,
    recorded TIMESTAMP NOT NULL
);
