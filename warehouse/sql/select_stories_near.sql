SELECT
    s.article_id,
    s.url,
    s.lang,
    s.said,
    s.story_id,
    s.shingles,
    s.signature,
    CASE WHEN s.method <> $method THEN a.text END AS text,
    figures
FROM stories AS s
JOIN (
    SELECT article_id, list({
        'indicator': indicator,
        'kind': kind,
        'period_label': period_label,
        'value': value,
        'low': low,
        'high': high,
        'unit': unit,
        'stage': stage
    }) AS figures
    FROM observations
    SEMI JOIN (
        SELECT article_id
        FROM stories
        WHERE said BETWEEN $since AND $until OR list_contains(from_json_strict($urls, '["VARCHAR"]'), url)
    ) AS near USING (article_id)
    GROUP BY article_id
) AS o ON o.article_id = s.article_id
LEFT JOIN (SELECT article_id, text FROM articles) AS a ON a.article_id = s.article_id AND s.method <> $method
WHERE list_has_any(list_transform(figures, lambda figure: figure.indicator), from_json_strict($indicators, '["VARCHAR"]'))
    OR list_contains(from_json_strict($urls, '["VARCHAR"]'), s.url)
ORDER BY s.said, s.article_id;
