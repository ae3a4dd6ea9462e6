SELECT source_id, etag, last_modified, body_hash, last_success, failures, last_attempt, last_reason
FROM sources
ORDER BY source_id;
