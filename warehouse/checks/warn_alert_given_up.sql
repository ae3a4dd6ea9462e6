SELECT alert_id AS what FROM alerts WHERE state IN ('dead', 'held');
