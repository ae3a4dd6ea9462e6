SELECT arg_max(o, o.confidence) AS o, min(a.url) AS url, max(a.url) AS another_url
FROM observations AS o
JOIN (SELECT article_id, url FROM articles) AS a USING (article_id)
SEMI JOIN (
    SELECT unnest(
        from_json_strict($wanted, '[{"indicator": "VARCHAR", "start": "DATE", "end": "DATE"}]'),
        recursive := true
    )
) AS wanted
    ON wanted.indicator = o.indicator
    AND strftime(o.period_start, '%m%d') = strftime(wanted.start, '%m%d')
    AND strftime(o.period_end, '%m%d') = strftime(wanted.end, '%m%d')
    AND year(wanted.end) - year(o.period_end) BETWEEN 0 AND 1
WHERE NOT o.held_for_review
GROUP BY o.indicator, o.kind, o.period_start, o.period_end, o.value, o.low, o.high, o.unit, o.bound, o.speaker
ORDER BY min(a.article_id);
