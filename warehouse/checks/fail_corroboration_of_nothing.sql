SELECT format('{} by {}', change_id, observation_id) AS what
FROM corroborations
WHERE change_id NOT IN (SELECT change_id FROM changes)
    OR observation_id NOT IN (SELECT observation_id FROM observations);
