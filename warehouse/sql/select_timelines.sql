SELECT o, a, k, s.story_id, a.version = latest.version AS current
FROM observations AS o
JOIN (SELECT * EXCLUDE (raw, text) FROM articles) AS a USING (article_id)
JOIN (SELECT url, max(version) AS version FROM articles GROUP BY url) AS latest ON latest.url = a.url
JOIN (SELECT article_id, story_id FROM stories) AS s ON s.article_id = a.article_id
LEFT JOIN (
    SELECT change_id, observation_id, min(recorded) AS recorded
    FROM corroborations
    GROUP BY change_id, observation_id
) AS k ON k.observation_id = o.observation_id
QUALIFY
    row_number() OVER (
        PARTITION BY o.indicator
        ORDER BY coalesce(o.period_end, o.period_start) DESC NULLS LAST, a.published DESC NULLS LAST, o.observation_id
    ) <= $newest
    OR (
        a.version = latest.version
        AND NOT o.held_for_review
        AND row_number() OVER (
            PARTITION BY
                o.indicator, o.unit, o.period_start, o.period_end, o.value, o.low, o.high,
                a.version = latest.version, o.held_for_review
            ORDER BY a.published, o.observation_id
        ) = 1
    )
ORDER BY k.recorded, a.published, a.url, a.version, o.span_start, o.observation_id;
