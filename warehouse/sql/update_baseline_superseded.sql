UPDATE baseline SET superseded = $now, superseded_by = $successor WHERE baseline_id = $baseline_id;
