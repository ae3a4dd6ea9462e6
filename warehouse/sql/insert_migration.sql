INSERT INTO schema_migrations (version, name, digest) VALUES ($version, $name, $digest);
