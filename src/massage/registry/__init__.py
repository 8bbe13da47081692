"""Records of a chain or a registry: too many for memory, on DuckDB or on a Spark cluster."""
