SELECT alert_id AS what
FROM alerts
ANTI JOIN changes USING (change_id);
