"""Who there is, and which doors each of them may open.

A permission opens a route and nothing more: scope (whose cell), sight (`workflows.sight`) and the
workflow itself decide what is found behind the door.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is, by an appointment with scope and dates, or in one thing only (`IN_ONE_THING`)."""

    MEMBER = "member"
    SCRIBE = "scribe"
    COMMITTEE_MEMBER = "committee_member"
    DEPUTY_SECRETARY = "deputy_secretary"
    SECRETARY = "secretary"
    OVERSEER = "overseer"
    OFFICE = "office"
    LEADERSHIP = "leadership"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"

    CHAIR = "chair"
    RECORDER = "recorder"
    APPROVER = "approver"
    OWNER = "owner"
    SUBSTITUTE = "substitute"
    GUEST = "guest"
    INSPECTING = "inspecting"


IN_ONE_THING = frozenset(
    {Role.CHAIR, Role.RECORDER, Role.APPROVER, Role.OWNER, Role.SUBSTITUTE, Role.GUEST, Role.INSPECTING}
)
"""Roles that nobody is appointed to: a meeting, a task, a dated substitution, an invitation or a place on the
team of an inspection (`INSPECTING`, in the cells and the months that it looks at) gives them."""

# In the words of the people, for one line beside a name; in the order in which an act is put down to one of several.
ROLE_LABELS: Mapping[Role, str] = MappingProxyType(
    {
        Role.SECRETARY: "bí thư",
        Role.DEPUTY_SECRETARY: "phó bí thư",
        Role.COMMITTEE_MEMBER: "chi ủy viên",
        Role.MEMBER: "đảng viên",
        Role.SCRIBE: "người nhập liệu",
        Role.OVERSEER: "đảng ủy viên phụ trách",
        Role.OFFICE: "Văn phòng Đảng ủy",
        Role.LEADERSHIP: "Thường trực Đảng ủy",
        Role.INSPECTOR: "cán bộ kiểm tra",
        Role.ADMINISTRATOR: "quản trị hệ thống",
        Role.CHAIR: "chủ trì",
        Role.RECORDER: "thư ký",
        Role.APPROVER: "người duyệt",
        Role.OWNER: "người thực hiện",
        Role.SUBSTITUTE: "phó bí thư được ủy quyền",
        Role.GUEST: "khách mời",
        Role.INSPECTING: "thành viên đoàn kiểm tra",
    }
)


# Whose account reaches over many cells: a second factor is required of them where the installation says so.
WITH_SECOND_FACTOR = frozenset({Role.OFFICE, Role.LEADERSHIP, Role.INSPECTOR, Role.ADMINISTRATOR})


class Permission(StrEnum):
    """Every route declares one of these; `resource:action`, in alphabetical order."""

    ACCOUNT_MANAGE = "account:manage"
    ACCOUNT_OWN = "account:own"
    ADMISSION_READ = "admission:read"
    AGENDA_WRITE = "agenda:write"
    APPOINTMENT_MANAGE = "appointment:manage"
    ASSIGNMENT_GIVE = "assignment:give"
    ASSIGNMENT_NOTE = "assignment:note"
    ASSIGNMENT_READ = "assignment:read"
    CHECK_IN_WRITE = "check_in:write"
    COMMUNE_RESOLUTION_WRITE = "commune_resolution:write"
    CONTACT_WRITE = "contact:write"
    DOCUMENT_READ = "document:read"
    EVALUATION_DECIDE = "evaluation:decide"
    EVALUATION_PROPOSE = "evaluation:propose"
    EVALUATION_REVIEW = "evaluation:review"
    EVALUATION_VERIFY = "evaluation:verify"
    EXAMPLE_READ = "example:read"
    EXAMPLE_WRITE = "example:write"
    FIGURE_READ = "figure:read"
    GROUP_WRITE = "group:write"
    GROWTH_READ = "growth:read"
    GROWTH_WRITE = "growth:write"
    GUIDANCE_READ = "guidance:read"
    GUIDANCE_WRITE = "guidance:write"
    HELP_READ = "help:read"
    INDICATOR_READ = "indicator:read"
    INDICATOR_WRITE = "indicator:write"
    INSPECTION_ANSWER = "inspection:answer"
    INSPECTION_READ = "inspection:read"
    INSPECTION_STEP = "inspection:step"
    INSPECTION_WRITE = "inspection:write"
    MEETING_CREATE = "meeting:create"
    MEETING_READ = "meeting:read"
    MEETING_STEP = "meeting:step"
    MEMBER_MANAGE = "member:manage"
    MEMBER_READ = "member:read"
    MINUTES_WRITE = "minutes:write"
    NOTIFICATION_READ = "notification:read"
    ORGANISATION_MANAGE = "organisation:manage"
    ORGANISATION_READ = "organisation:read"
    OVERSIGHT_MANAGE = "oversight:manage"
    OVERSIGHT_READ = "oversight:read"
    PETITION_RAISE = "petition:raise"
    PETITION_READ = "petition:read"
    PETITION_STEP = "petition:step"
    PHRASE_WRITE = "phrase:write"
    PLAN_READ = "plan:read"
    PLAN_STEP = "plan:step"
    PLAN_WRITE = "plan:write"
    RATING_DECIDE = "rating:decide"
    RATING_PROPOSE = "rating:propose"
    RATING_READ = "rating:read"
    RENDERING_RETRY = "rendering:retry"
    REPLY_WRITE = "reply:write"
    RESOLUTION_WRITE = "resolution:write"
    ROSTER_IMPORT = "roster:import"
    ROTATION_READ = "rotation:read"
    ROTATION_WRITE = "rotation:write"
    RULESET_MANAGE = "ruleset:manage"
    SCHEDULE_READ = "schedule:read"
    SELF_CHECK_READ = "self_check:read"
    SELF_CHECK_WRITE = "self_check:write"
    SESSION_WRITE = "session:write"
    SETTING_MANAGE = "setting:manage"
    SIGNIN_ISSUE_ONCE = "signin:issue_once"
    SUBSTITUTION_SET = "substitution:set"
    SYNTHESIS_ISSUE = "synthesis:issue"
    SYNTHESIS_READ = "synthesis:read"
    TARGET_WRITE = "target:write"
    TASK_READ = "task:read"
    TASK_STEP = "task:step"
    VISIT_ANNOUNCE = "visit:announce"
    VISIT_READ = "visit:read"
    VISIT_RECORD = "visit:record"


P = Permission

_EVERYBODY = frozenset({P.ACCOUNT_OWN, P.HELP_READ, P.NOTIFICATION_READ})

# Any member of a cell may be named chair or recorder of a meeting or owner of a task, so the doors
# to those pages open for all of them; the roles in that one thing decide inside.
_IN_A_CELL = _EVERYBODY | {
    P.ASSIGNMENT_NOTE,
    P.ASSIGNMENT_READ,
    P.EXAMPLE_READ,
    P.CHECK_IN_WRITE,
    P.DOCUMENT_READ,
    P.EVALUATION_PROPOSE,
    P.FIGURE_READ,
    P.GUIDANCE_READ,
    P.INSPECTION_READ,
    P.MEETING_READ,
    P.MEETING_STEP,
    P.MEMBER_READ,
    P.MINUTES_WRITE,
    P.ORGANISATION_READ,
    P.PETITION_RAISE,
    P.PETITION_READ,
    P.INDICATOR_READ,
    P.PLAN_READ,
    P.RATING_READ,
    P.REPLY_WRITE,
    P.SELF_CHECK_WRITE,
    P.SESSION_WRITE,
    P.TASK_READ,
    P.TASK_STEP,
}
_SECRETARY = _IN_A_CELL | {
    P.ASSIGNMENT_GIVE, P.EXAMPLE_WRITE,
    P.ADMISSION_READ, P.GROUP_WRITE, P.INSPECTION_ANSWER,
    P.AGENDA_WRITE, P.CONTACT_WRITE, P.GROWTH_READ, P.GROWTH_WRITE, P.MEETING_CREATE, P.PETITION_STEP, P.PHRASE_WRITE,
    P.RENDERING_RETRY, P.RESOLUTION_WRITE, P.ROTATION_READ, P.SCHEDULE_READ, P.SELF_CHECK_READ, P.VISIT_READ,
    P.VISIT_RECORD,
    P.INDICATOR_WRITE, P.PLAN_STEP, P.PLAN_WRITE, P.RATING_PROPOSE,
}  # fmt: skip
_ABOVE_A_CELL = _EVERYBODY | {
    P.EXAMPLE_READ,
    P.DOCUMENT_READ,
    P.FIGURE_READ,
    P.GUIDANCE_READ,
    P.INSPECTION_READ,
    P.MEETING_READ,
    P.MEETING_STEP,
    P.MEMBER_READ,
    P.ORGANISATION_READ,
    P.OVERSIGHT_READ,
    P.PETITION_READ,
    P.INDICATOR_READ,
    P.PLAN_READ,
    P.RATING_READ,
    P.ROTATION_READ,
    P.SCHEDULE_READ,
    P.TASK_READ,
    P.VISIT_READ,
}

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.MEMBER: _IN_A_CELL,
        Role.SCRIBE: _IN_A_CELL | {P.AGENDA_WRITE, P.MEETING_CREATE, P.PLAN_WRITE},
        Role.COMMITTEE_MEMBER: _IN_A_CELL | {P.PLAN_STEP},
        Role.DEPUTY_SECRETARY: _SECRETARY | {P.SIGNIN_ISSUE_ONCE},
        Role.SECRETARY: _SECRETARY | {P.SUBSTITUTION_SET},
        Role.OVERSEER: _ABOVE_A_CELL | {P.EVALUATION_VERIFY, P.PETITION_STEP, P.PLAN_STEP, P.SIGNIN_ISSUE_ONCE},
        Role.OFFICE: _ABOVE_A_CELL
        | {
            P.ACCOUNT_MANAGE,
            P.ADMISSION_READ,
            P.APPOINTMENT_MANAGE,
            P.ASSIGNMENT_READ,
            P.EXAMPLE_WRITE,
            P.COMMUNE_RESOLUTION_WRITE,
            P.CONTACT_WRITE,
            P.EVALUATION_DECIDE,
            P.EVALUATION_REVIEW,
            P.EVALUATION_VERIFY,
            P.GROUP_WRITE,
            P.GROWTH_READ,
            P.GROWTH_WRITE,
            P.GUIDANCE_WRITE,
            P.MEMBER_MANAGE,
            P.ORGANISATION_MANAGE,
            P.OVERSIGHT_MANAGE,
            P.PETITION_STEP,
            P.PHRASE_WRITE,
            P.INDICATOR_WRITE,
            P.PLAN_STEP,
            P.RATING_DECIDE,
            P.RATING_PROPOSE,
            P.RENDERING_RETRY,
            P.ROSTER_IMPORT,
            P.ROTATION_WRITE,
            P.RULESET_MANAGE,
            P.SUBSTITUTION_SET,
            P.SYNTHESIS_ISSUE,
            P.SYNTHESIS_READ,
            P.TARGET_WRITE,
            P.VISIT_ANNOUNCE,
            P.VISIT_RECORD,
        },
        Role.LEADERSHIP: _ABOVE_A_CELL
        | {
            P.ADMISSION_READ,
            P.EVALUATION_DECIDE,
            P.INSPECTION_STEP,
            P.RATING_DECIDE,
            P.RATING_PROPOSE,
            P.SYNTHESIS_READ,
        },
        # An inspector sees the record of a cell only inside a campaign: what is behind these doors is asked there.
        Role.INSPECTOR: _EVERYBODY
        | {
            P.DOCUMENT_READ,
            P.FIGURE_READ,
            P.GUIDANCE_READ,
            P.INSPECTION_READ,
            P.INSPECTION_STEP,
            P.INSPECTION_WRITE,
            P.MEETING_READ,
            P.PETITION_READ,
            P.PLAN_READ,
            P.RATING_READ,
            P.TASK_READ,
        },
        # Makes a PDF again that failed, and is told of it nothing but whose and of what kind it is.
        Role.ADMINISTRATOR: _EVERYBODY | {P.ACCOUNT_MANAGE, P.RENDERING_RETRY, P.SETTING_MANAGE},
        Role.CHAIR: _IN_A_CELL,
        Role.RECORDER: _IN_A_CELL,
        Role.APPROVER: frozenset({P.MEETING_READ, P.MEETING_STEP}),
        Role.OWNER: frozenset({P.TASK_READ, P.TASK_STEP}),
        Role.SUBSTITUTE: _SECRETARY,
        Role.GUEST: frozenset({P.DOCUMENT_READ, P.MEETING_READ}),
        Role.INSPECTING: frozenset({P.DOCUMENT_READ, P.MEETING_READ, P.PETITION_READ, P.TASK_READ}),
    }
)
