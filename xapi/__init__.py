"""The Experience API without a web framework or a database: check, accept, compare, query and build statements."""
