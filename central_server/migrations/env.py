"""Where Alembic meets the connection that ``central_server.database`` hands it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
context.run_migrations()
