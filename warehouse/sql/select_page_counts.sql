SELECT status, count(*) AS pages FROM pages GROUP BY status ORDER BY status;
