SELECT format('{} {} {}', indicator, kind, coalesce(period_label, '')) AS what
FROM baseline
WHERE superseded IS NULL AND content_hash IN (
    SELECT content_hash FROM baseline WHERE superseded IS NULL GROUP BY content_hash HAVING count(*) > 1
)
GROUP BY indicator, kind, period_label;
