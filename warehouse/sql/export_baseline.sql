SELECT
    baseline_id, indicator, kind, period_label, period_start, period_end, period_kind, value, low, high, unit, bound,
    stage, vintage, speaker, outlet, place, flag, origin, change_id, accepted_by, accepted_why, recorded, superseded,
    superseded_by
FROM baseline
ORDER BY indicator, kind, period_end, recorded, revision, place, baseline_id;
