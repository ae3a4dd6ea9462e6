-- No keys, constraints, sequences or indexes beyond NOT NULL: rows are told apart by content hashes, and the same
-- statements run where such things do not exist. Every TIMESTAMP is UTC. Amounts are decimal text, because the digits
-- that were printed decide what a figure agrees with.

CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    started TIMESTAMP NOT NULL,
    finished TIMESTAMP,
    state VARCHAR NOT NULL,
    counts MAP(VARCHAR, BIGINT) NOT NULL,
    batches VARCHAR[] NOT NULL
);

CREATE TABLE sources (
    source_id VARCHAR NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    body_hash VARCHAR,
    last_success TIMESTAMP,
    failures INTEGER NOT NULL,
    last_attempt TIMESTAMP NOT NULL,
    last_reason VARCHAR NOT NULL
);

CREATE TABLE pages (
    url VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    text_hash VARCHAR,
    first_seen TIMESTAMP NOT NULL,
    last_fetched TIMESTAMP NOT NULL,
    status VARCHAR NOT NULL,
    failures INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    published TIMESTAMP
);

CREATE TABLE fetches (
    fetch_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR NOT NULL,
    attempted TIMESTAMP NOT NULL,
    ok BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    http_status INTEGER,
    body_hash VARCHAR,
    bytes BIGINT NOT NULL,
    seconds DOUBLE NOT NULL
);

CREATE TABLE articles (
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    source_id VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    lang VARCHAR NOT NULL,
    published TIMESTAMP,
    published_from VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,
    raw BLOB NOT NULL,  -- zlib
    abstained MAP(VARCHAR, BIGINT) NOT NULL,
    fetched TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE observations (
    observation_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    indicator VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    period_start DATE,
    period_end DATE,
    period_label VARCHAR,
    period_kind VARCHAR NOT NULL,
    period_how VARCHAR NOT NULL,
    value VARCHAR,
    low VARCHAR,
    high VARCHAR,
    unit VARCHAR,
    bound VARCHAR NOT NULL,
    stage VARCHAR,
    speaker VARCHAR,
    span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    sentence VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    reasons VARCHAR[] NOT NULL,
    verdict VARCHAR NOT NULL,
    verdict_reason VARCHAR NOT NULL,
    baseline_id VARCHAR,
    held_for_review BOOLEAN NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE baseline (
    baseline_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    period_start DATE,
    period_end DATE,
    period_label VARCHAR,
    period_kind VARCHAR NOT NULL,
    period_how VARCHAR NOT NULL,
    vintage DATE NOT NULL,
    speaker VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    value VARCHAR,
    low VARCHAR,
    high VARCHAR,
    unit VARCHAR,
    bound VARCHAR NOT NULL,
    stage VARCHAR,
    flag VARCHAR,
    origin VARCHAR NOT NULL,
    change_id VARCHAR,
    accepted_by VARCHAR,
    accepted_why VARCHAR,
    recorded TIMESTAMP NOT NULL,
    superseded_by VARCHAR,
    superseded TIMESTAMP
);

CREATE TABLE changes (
    change_id VARCHAR NOT NULL,
    indicator VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    period_label VARCHAR,
    observation_id VARCHAR NOT NULL,
    baseline_id VARCHAR,
    edited_from VARCHAR,
    reason VARCHAR NOT NULL,
    created TIMESTAMP NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE corroborations (
    change_id VARCHAR NOT NULL,
    observation_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    recorded TIMESTAMP NOT NULL
);

CREATE TABLE alerts (
    alert_id VARCHAR NOT NULL,
    change_id VARCHAR NOT NULL,
    subscription VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    tried_since TIMESTAMP,
    next_attempt TIMESTAMP,
    repeat BOOLEAN NOT NULL,
    created TIMESTAMP NOT NULL,
    updated TIMESTAMP NOT NULL
);

CREATE TABLE deliveries (
    delivery_id VARCHAR NOT NULL,
    alert_id VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    attempted TIMESTAMP NOT NULL,
    attempt INTEGER NOT NULL,
    repeat BOOLEAN NOT NULL
);
