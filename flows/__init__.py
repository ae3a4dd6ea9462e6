"""Everything that touches the world: Prefect flows, HTTP, notifications, the site, the command line."""
