SELECT domain, not_before
FROM hosts
WHERE not_before > $now
ORDER BY domain;
