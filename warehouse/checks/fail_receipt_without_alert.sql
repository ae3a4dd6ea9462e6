SELECT delivery_id AS what
FROM deliveries
ANTI JOIN alerts USING (alert_id);
