"""All state, in DuckDB. The only package that imports duckdb."""
