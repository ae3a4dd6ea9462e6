SELECT version, digest FROM schema_migrations ORDER BY version;
