SELECT about, subject_id, claim, outcome, reason, decided_by, why, decided
FROM decisions
WHERE about = $about
ORDER BY decided, decision_id;
