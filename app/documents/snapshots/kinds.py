"""The papers of a meeting, and what a committee issues to its cells."""

from enum import StrEnum

TEMPLATE_VERSION = 2
"""Raised whenever a template, the stylesheet or a word of a document changes; kept with every snapshot."""


class DocumentKind(StrEnum):
    NOTICE = "notice"
    AGENDA = "agenda"
    GUEST_INVITATION = "guest_invitation"
    ROLL_CALL_SHEET = "roll_call_sheet"
    COMMITTEE_MINUTES = "committee_minutes"
    CHAIR_SCRIPT = "chair_script"
    KIT = "kit"
    MINUTES = "minutes"
    RESOLUTION = "resolution"
    SCORE_SHEET = "score_sheet"
    GUIDANCE = "guidance"
    SYNTHESIS = "synthesis"
    SCHEDULE = "schedule"
    HANDOVER = "handover"
    INSPECTION = "inspection"
    CELL_PLAN = "cell_plan"
    PERIOD_REPORT = "period_report"
