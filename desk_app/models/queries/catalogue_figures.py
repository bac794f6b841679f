"""Figures over the whole catalogue: what each publisher has published here, and how often a procedure is used."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from desk_app.domain.codes import national_code
from desk_app.domain.procedures import ProcedureStatus
from desk_app.models.queries.catalogue import catalogue, versions
from desk_app.models.tables import DossierRow


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A procedure's current version in short. publisher: "" where none was published."""

    national_code: str
    ordinal: int
    name: str
    publisher: str
    status: ProcedureStatus


def published_by(connection: Connection) -> dict[str, list[PublishedLine]]:
    """Return the current procedures by publisher."""
    publisher = func.json_extract(versions.c.payload, "$.publisher").label("publisher")
    rows = connection.execute(
        select(catalogue.c.national_code, catalogue.c.ordinal, catalogue.c.name, catalogue.c.status, publisher).join(
            versions,
            (catalogue.c.national_code == versions.c.national_code) & (catalogue.c.ordinal == versions.c.ordinal),
        )
    )
    found: defaultdict[str, list[PublishedLine]] = defaultdict(list)
    for row in rows:
        line = PublishedLine(row.national_code, row.ordinal, row.name, row.publisher or "", ProcedureStatus(row.status))
        found[line.publisher].append(line)
    return dict(found)


def dossiers_by_procedure(connection: Connection) -> Counter[str]:
    """Return how many dossiers, cancelled ones aside, stand under each national code."""
    code = DossierRow.procedure_code
    counts: Counter[str] = Counter()
    for row in connection.execute(
        select(code, func.count().label("dossiers")).where(DossierRow.voided.is_(False)).group_by(code)
    ):
        counts[national_code(row.procedure_code)] += row.dossiers
    return counts


def codes_mentioning(connection: Connection, *texts: str, listed_only: bool = False) -> set[str]:
    """Return the national codes whose current version holds one of these texts anywhere in its JSON."""
    # One row instead of a thousand: each row handed over would wait for the interpreter while the window paints.
    query = select(func.group_concat(versions.c.national_code)).join(
        catalogue, (catalogue.c.national_code == versions.c.national_code) & (catalogue.c.ordinal == versions.c.ordinal)
    )
    query = query.where(or_(*(versions.c.payload.contains(text, autoescape=True) for text in texts)))
    if listed_only:
        query = query.where(catalogue.c.listed)
    found = connection.execute(query).scalar()
    return set(found.split(",")) if found else set()
