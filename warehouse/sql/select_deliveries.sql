SELECT d.*
FROM deliveries AS d
JOIN alerts USING (alert_id)
WHERE $change_id::VARCHAR IS NULL OR alerts.change_id = $change_id
ORDER BY d.attempted, d.alert_id, d.attempt;
