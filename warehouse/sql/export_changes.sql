SELECT
    c.change_id, c.created, c.type, c.correction, c.indicator, c.relation, c.kind, c.verdict, c.reason, c.period_label,
    o.period_start, o.period_end, o.value, o.low, o.high, o.unit, o.bound, o.stage,
    b.value AS baseline_value, b.low AS baseline_low, b.high AS baseline_high, b.unit AS baseline_unit,
    b.stage AS baseline_stage, b.period_label AS baseline_period, b.place AS baseline_place,
    e.value AS edited_from_value, c.severity, o.confidence, o.speaker, o.text, o.sentence, a.outlet, a.title, a.url, a.lang,
    a.published, d.outcome AS decision, d.decided_by, d.why AS decided_why, d.decided
FROM changes AS c
JOIN observations AS o USING (observation_id)
JOIN articles AS a ON a.article_id = o.article_id
LEFT JOIN baseline AS b ON b.baseline_id = c.baseline_id
LEFT JOIN observations AS e ON e.observation_id = c.edited_from
LEFT JOIN (
    SELECT * FROM decisions WHERE about = 'change'
    QUALIFY row_number() OVER (PARTITION BY subject_id ORDER BY decided DESC, decision_id DESC) = 1
) AS d ON d.subject_id = c.change_id
ORDER BY c.created, c.indicator, o.period_end, c.change_id;
