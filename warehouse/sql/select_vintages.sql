SELECT * FROM baseline ORDER BY indicator, kind, period_end, recorded, revision, place, baseline_id;
