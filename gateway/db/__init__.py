"""The database: tables, engines, the writer, migrations, and stores for the packages below."""
