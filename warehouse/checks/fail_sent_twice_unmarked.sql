-- A message may come twice only when the second says that it may be a repeat.
SELECT alert_id AS what
FROM deliveries
WHERE state = 'sent'
GROUP BY alert_id
HAVING count(*) FILTER (NOT repeat) > 1;
