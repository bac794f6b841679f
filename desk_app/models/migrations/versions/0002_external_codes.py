"""Dossiers are found by their code in other systems; kept papers are numbered, so that a day can have supplements."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Take the step."""
    op.add_column("dossiers", sa.Column("external_code", sa.Text(), nullable=True))
    op.execute(
        "UPDATE dossiers SET external_code = ("
        "SELECT nullif(coalesce(folded ->> '$.reception.external.code', folded ->> '$.submitted.external.code'), '')"
        ' FROM folded_dossiers WHERE folded_dossiers."row" = dossiers."row")'
    )
    op.create_index(
        "ix_dossiers_external_code",
        "dossiers",
        ["external_code"],
        unique=False,
        sqlite_where=sa.text("external_code IS NOT NULL"),
    )
    with op.batch_alter_table("kept_papers") as kept_papers:
        kept_papers.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        kept_papers.drop_constraint("uq_kept_papers_kind_period", type_="unique")
        kept_papers.create_unique_constraint("uq_kept_papers_kind_period_number", ["kind", "period", "number"])
