SELECT alert_id AS what
FROM alerts
ANTI JOIN (SELECT alert_id FROM deliveries WHERE state = 'sent') AS receipts USING (alert_id)
WHERE state = 'sent';
