"""Every table, imported here so that migrations and tests see them all."""

from app.accounts import models as accounts
from app.agendas import models as agendas
from app.approvals import models as approvals
from app.areas import models as areas
from app.assignments import models as assignments
from app.audit import models as audit
from app.audit import services_sealing  # noqa: F401  # listens to every session from the first row on
from app.books import models as books
from app.commune_resolutions import models as commune_resolutions
from app.criteria import models as criteria
from app.digests import models as digests
from app.documents import models as documents
from app.evaluations import models as evaluations
from app.examples import models as examples
from app.finding import models as finding
from app.forms import models as forms
from app.groups import models as groups
from app.guidance import models as guidance
from app.handovers import models as handovers
from app.indicators import models as indicators
from app.inspections import models as inspections
from app.jobs import models as jobs
from app.meetings import models as meetings
from app.members import models as members
from app.minutes import models as minutes
from app.notifications import models as notifications
from app.organisations import models as organisations
from app.oversight import models as oversight
from app.petitions import models as petitions
from app.phrases import models as phrases
from app.planning import models as planning
from app.practice import models as practice
from app.proofs import models as proofs
from app.prospects import models as prospects
from app.ratings import models as ratings
from app.replies import models as replies
from app.reports import models as reports
from app.resolutions import models as resolutions
from app.rotations import models as rotations
from app.rules import models as rules
from app.self_checks import models as self_checks
from app.sessions import models as sessions
from app.summaries import models as summaries
from app.targets import models as targets
from app.tasks import models as tasks
from app.training import models as training
from app.visits import models as visits

__all__ = [
    "accounts", "agendas", "approvals", "areas", "assignments", "audit", "books", "commune_resolutions", "criteria",
    "digests", "documents", "evaluations", "examples", "finding", "forms", "groups", "guidance", "handovers",
    "indicators", "inspections", "jobs", "meetings", "members", "minutes", "notifications", "organisations",
    "oversight", "petitions", "phrases", "planning", "practice", "proofs", "prospects", "ratings", "replies", "reports",
    "resolutions", "rotations", "rules", "self_checks", "sessions", "summaries", "targets", "tasks", "training",
    "visits",
]  # fmt: skip
