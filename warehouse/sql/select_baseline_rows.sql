SELECT * FROM baseline ORDER BY indicator, kind, period_end, place, revision, baseline_id;
