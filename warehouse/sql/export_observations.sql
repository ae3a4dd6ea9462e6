SELECT
    o.observation_id, o.indicator, o.kind, o.period_label, o.period_start, o.period_end, o.period_kind, o.period_how,
    o.value, o.low, o.high, o.unit, o.bound, o.stage, o.speaker, o.verdict, o.verdict_reason, o.held_for_review,
    o.confidence, array_to_string(o.reasons, '; ') AS reasons, o.text, o.sentence, o.span_start, o.span_end,
    a.outlet, a.source_id, a.title, a.url, a.lang, a.published, a.version, a.version = latest.version AS is_current,
    o.run_id
FROM observations AS o
JOIN articles AS a USING (article_id)
JOIN (SELECT url, max(version) AS version FROM articles GROUP BY url) AS latest ON latest.url = a.url
ORDER BY a.url, a.version, o.span_start, o.indicator, o.observation_id;
