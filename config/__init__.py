"""What the owner edits (YAML files) and the typed loader for it."""
