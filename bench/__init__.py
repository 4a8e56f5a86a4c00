"""One script per measured promise: `python -m bench.NAME [--quick] [--json]`, each printing one table."""
