-- Domains that asked to be left alone (Retry-After), and until when.
CREATE TABLE hosts (
    domain VARCHAR NOT NULL,
    not_before TIMESTAMP NOT NULL
);
