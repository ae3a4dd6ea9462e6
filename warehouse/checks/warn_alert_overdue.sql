-- Due for a day and not even tried: its channel has no secret, or is in no subscription any more.
SELECT alert_id AS what
FROM alerts
WHERE state IN ('pending', 'failed', 'unknown')
    AND next_attempt < (SELECT max(started) FROM runs) - INTERVAL 1 DAY;
