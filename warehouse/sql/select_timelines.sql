WITH
latest AS (SELECT url, max(version) AS version FROM articles GROUP BY url),
last_versions AS (SELECT a.article_id FROM articles AS a SEMI JOIN latest USING (url, version)),
-- A figure may stand in the last version although it was found in an earlier one only.
still_told AS (SELECT DISTINCT observation_id FROM corroborations SEMI JOIN last_versions USING (article_id)),
told AS (
    SELECT change_id, observation_id, min(recorded) AS recorded
    FROM corroborations
    GROUP BY change_id, observation_id
)
SELECT
    o, a, k, s.story_id,
    last_versions.article_id IS NOT NULL OR still_told.observation_id IS NOT NULL AS current
FROM observations AS o
JOIN (SELECT * EXCLUDE (raw, text) FROM articles) AS a USING (article_id)
JOIN (SELECT article_id, story_id FROM stories) AS s ON s.article_id = a.article_id
LEFT JOIN last_versions ON last_versions.article_id = a.article_id
LEFT JOIN still_told ON still_told.observation_id = o.observation_id
LEFT JOIN told AS k ON k.observation_id = o.observation_id
QUALIFY
    row_number() OVER (
        PARTITION BY o.indicator
        ORDER BY coalesce(o.period_end, o.period_start) DESC NULLS LAST, a.published DESC NULLS LAST, o.observation_id
    ) <= $newest
    OR (
        current
        AND NOT o.held_for_review
        AND row_number() OVER (
            PARTITION BY
                o.indicator, o.unit, o.period_start, o.period_end, o.value, o.low, o.high, current, o.held_for_review
            ORDER BY a.published, o.observation_id
        ) = 1
    )
ORDER BY k.recorded, a.published, a.url, a.version, o.span_start, o.observation_id;
