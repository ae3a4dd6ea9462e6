SELECT change_id AS what
FROM changes
ANTI JOIN observations USING (observation_id);
