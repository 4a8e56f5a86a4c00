"""Alembic's entry: it runs on the connection that `gateway.db.migrate` hands over."""

from __future__ import annotations

from alembic import context

from gateway.db.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, user_module_prefix="types.")
with context.begin_transaction():
    context.run_migrations()
