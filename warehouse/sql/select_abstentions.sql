SELECT entry.key AS reason, sum(entry.value)::BIGINT AS figures
FROM (SELECT unnest(map_entries(abstained)) AS entry FROM articles)
GROUP BY reason
ORDER BY reason;
