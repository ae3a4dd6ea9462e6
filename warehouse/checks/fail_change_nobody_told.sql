SELECT change_id AS what
FROM changes
ANTI JOIN corroborations USING (change_id)
WHERE NOT correction;
