"""How the house is: whether this node can answer, and what waits in all of it."""

import os
import shutil
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import REGISTRY, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.documents.files import store
from app.documents.store import FileMissing, StoreUnreachable
from app.extensions import connection
from app.jobs.models import Job, JobState
from app.notifications.models import Letter, LetterState
from app.settings import settings

LEAST_FREE = 100 * 1024 * 1024  # bytes; a month of a commune's papers is less


def ready() -> dict[str, str]:
    """Each thing without which this node can answer nothing: `ok`, or what is wrong, in a word or two."""
    return {"database": _database(), "documents": _documents()}


def _database() -> str:
    try:
        connection().execute(text("SELECT count(*) FROM alembic_version")).scalar()
    except SQLAlchemyError as error:
        return type(error).__name__
    return "ok"


def _documents() -> str:
    if settings().documents_url:
        try:
            store().verify("0" * 64)
        except FileMissing:
            pass
        except StoreUnreachable as error:
            return str(error)
    folder = settings().data_dir
    if not os.access(folder, os.W_OK | os.X_OK):
        return "not writable"
    return "ok" if shutil.disk_usage(folder).free >= LEAST_FREE else "disk nearly full"


class _House(Collector):
    """What the database says at the moment of the asking."""

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("nennep_jobs", "Jobs by what is the matter with them", labels=["status"])
        _add(jobs, JobState, Job.status)
        yield jobs
        due = select(func.min(Job.run_after)).where(Job.status == JobState.QUEUED, Job.run_after <= clock.now())
        oldest = connection().execute(due).scalar()
        waited = (clock.now() - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("nennep_oldest_job_seconds", "How long the oldest job that is due has waited", waited)
        letters = GaugeMetricFamily("nennep_letters", "Letters by what is the matter with them", labels=["status"])
        _add(letters, LetterState, Letter.status)
        yield letters


def _add(metric: GaugeMetricFamily, kinds: type[StrEnum], column: InstrumentedAttribute[Any]) -> None:
    """How many rows there are of each kind: also of one of which there are none."""
    rows = connection().execute(select(column, func.count()).group_by(column))
    counted = {kind: count for kind, count in rows}  # a row is no pair to mypy
    for kind in kinds:
        metric.add_metric([kind.value], counted.get(kind, 0))


def figures() -> bytes:
    """In the text format of Prometheus: counters of this machine's processes, and what waits in the house."""
    house = CollectorRegistry()
    house.register(_House())
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)
    return generate_latest(counted) + generate_latest(house)
