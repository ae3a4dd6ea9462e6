SELECT state, count(*) AS alerts FROM alerts GROUP BY state ORDER BY state;
