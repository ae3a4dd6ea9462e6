UPDATE stories
SET story_id = joined.kept
FROM (SELECT unnest(from_json_strict($rows, '[{"story_id": "VARCHAR", "kept": "VARCHAR"}]'), recursive := true)) AS joined
WHERE stories.story_id = joined.story_id;
