"""Where Alembic meets the connection that ``desk_app.models.migrate`` hands it."""

from alembic import context

from desk_app.models.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
context.run_migrations()
