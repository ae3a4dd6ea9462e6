SELECT change_id FROM changes WHERE list_contains(from_json_strict($ids, '["VARCHAR"]'), change_id);
