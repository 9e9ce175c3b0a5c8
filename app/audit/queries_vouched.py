"""Which rows the history vouches for, and what of each of them.

The record of a meeting and what came of it; who people are, and what they were where and when; what is raised, planned,
guided, inspected and handed over beside the meetings; the rules and criteria by which all of it was judged.
"""

from collections.abc import Mapping

# The columns of each table that are vouched for. A seal says how many of these lists it was made of, so a migration
# that adds a column adds a list, and what was sealed before stays as it was.
# Left out of an item is when it began, which no event tells, and where it waits (`waits_for_id`, `as_copied`); of an
# attachment and of the reply to a petition the item, which may be taken away from under them; of an account what lets
# its owner in and changes with each visit; of a person what is made of the name to sort and search by, of a petition
# what is made of the text; how often people and organisations were changed.
SEALED: Mapping[str, tuple[str, ...]] = {
    "meeting": (
        "cell_id kind month theme model_meeting state definition_version version rule_set_id criteria_set_id starts_at "
        "place chair_id recorder_id observer_id agenda_version convened_at from_paper missed opened_at "
        "opened_entered_at closed_at closed_entered_at sittings agenda_adopted fees_paid fees_note conclusion "
        "minutes_adopted published_at created_at",
    ),
    "meeting_step": (
        "meeting_id step from_state to_state at account_id person_id acting_as on_behalf_of_id on_paper reason",
    ),
    "agenda_item": (
        "meeting_id position kind title presenter_id presenter_name minutes content questions kept_on_paper "
        "finished_at outcome conclusion version",
    ),
    "agenda_version": ("meeting_id number frozen_at snapshot",),
    "approval_round": (
        "meeting_id number result submitted_at submitted_by_id met_at met_place met_present overseer_present "
        "overseers_came remarks version",
    ),
    "agreement": (
        "round_id person_id role agreed_at entered_at entered_by_id on_paper stood_in_by_id reason dropped_at version",
    ),
    "roll_call": ("meeting_id which stamped_at closed_at check_in_from",),
    "attendance": (
        "meeting_id person_id standing exempt suspended temporary_in temporary_out strengthening start_mark arrived_at "
        "end_mark left_at reason version",
    ),
    "guest": ("meeting_id kind person_id name office",),
    "speech": ("meeting_id item_id person_id guest_id spoken_at text removed_at version",),
    "vote": (
        "meeting_id item_id about subject ballot matter threshold votes_for against other base present base_parts "
        "passed at entered_at removed_at version",
    ),
    "mention": ("meeting_id kind person_id name text removed_at",),
    "record_correction": ("meeting_id what subject_id before after reason at account_id",),
    "minutes": (
        "meeting_id number_of_version composed adopted_text free_text composed_at text_hash document_id superseded_at "
        "version",
    ),
    "signature": (
        "minutes_id role person_id signed_at text_hash attested_by_id attested_as attested_reason scan_id",
    ),
    "resolution": (
        "meeting_id state definition_version version subject_line sections vote_id created_at issued_at signed_by_id "
        "signed_as document_id replaces_id reason",
    ),
    "draft_task": ("resolution_id position field work owner_id owner_name deadline",),
    "task": (
        "cell_id meeting_id item_id resolution_id speech_id commune_resolution_id field work owner_id owner_name "
        "deadline state definition_version percent result reported_at confirmed_at created_at version",
    ),
    "score_sheet": (
        "meeting_id self_score self_maximum self_level voted vote_id verified_score verified_maximum verified_level "
        "verified_at verified_by_id verified_as overseer_note proposed_rating official_rating decided_at decided_by_id "
        "decision_number decision_on weak_criteria remedies version",
    ),
    "score_line": (
        "sheet_id position code maximum applies proposed evidence expected self_points self_note verified_points "
        "verified_note",
    ),
    "year_rating": (
        "year organisation_id person_id own_level own_note goods level four_goods decision_number decision_on reason "
        "decided_at version",
    ),
    "earlier_decision": (
        "rating_id level four_goods decision_number decision_on reason why corrected_at corrected_by_id",
    ),
    "document": (
        "organisation_id meeting_id kind type_code term_id number symbol title snapshot template_version created_at "
        "issued_at replaced_by_id file_sha256 pages check_code to_be_signed signed_sha256 signed_by signed_at",
    ),
    "document_signature": ("document_id person_id name signed_at before_sha256 sha256",),
    "attachment": (
        "meeting_id task_id petition_id guidance_id purpose file_sha256 name note uploaded_by_id uploaded_at sent_at "
        "removed_at",
    ),
    "person": (
        "full_name birth_on gender ethnicity youth_union card_number admitted_on official_on phone note",
    ),
    "account": ("person_id user_name created_at closed_at",),
    "appointment": ("person_id organisation_id role from_on to_on decision for_month",),
    "substitution": ("organisation_id person_id from_on to_on reason",),
    "membership": ("person_id organisation_id from_on to_on note",),
    "status_period": ("person_id kind from_on to_on reason",),
    "temporary_transfer": (
        "person_id home_id host_id home_name host_name from_on to_on strengthening",
    ),
    "organisation": (
        "code name kind cell_type symbol place office_phone founded_on dissolved_on merged_into_id",
    ),
    "organisation_parent": ("organisation_id parent_id from_on to_on",),
    "term": ("organisation_id name from_on to_on",),
    "petition": (
        "cell_id level_id kind sent_to source text field competence people hot raised_by_id raiser_name raised_at "
        "meeting_id speech_id state definition_version handler deadline merged_into_id answer answered_at version",
    ),
    "petition_step": (
        "petition_id step from_state to_state at account_id person_id note level_id deadline",
    ),
    "petition_reply": ("petition_id cell_id noted_at",),
    "task_step": ("task_id step from_state to_state at account_id person_id note percent",),
    "cell_plan": (
        "cell_id year kind content file_sha256 file_name state definition_version version document_id sent_at "
        "created_at",
    ),
    "plan_topic": ("plan_id month title person_id meeting_id",),
    "plan_step": ("plan_id step from_state to_state at person_id acting_as reason",),
    "handover": (
        "cell_id giver_id taker_id from_on decision listed giver_signed_at giver_note attested_side attested_by_id "
        "attested_reason scan_id taker_signed_at taker_note document_id created_at version",
    ),
    "rule_set": ("organisation_id code title effective_from effective_to settings version",),
    "criteria_set": (
        "organisation_id code title basis kind effective_from effective_to issued_at groups criteria version",
    ),
    "guidance": (
        "organisation_id month theme situation orientation contents contents_by_type cell_types deadline state "
        "definition_version version edition signer_id signer_position signed_on document_id published_at account_id "
        "person_id created_at copied_from_id",
    ),
    "guidance_step": (
        "guidance_id step from_state to_state edition at account_id person_id reason changes",
    ),
    "guidance_cell": ("guidance_id cell_id edition outcome meeting_id items as_left theme_set brought_at",),
    "inspection": (
        "organisation_id kind issuer quarter from_month to_month subject outline checklist report_due comment_due "
        "summary causes state definition_version version announced_at concluded_at decision_id announcement_id "
        "conclusion_id created_at",
    ),
    "inspection_programme": ("organisation_id year issuer purpose document_id version",),
    "inspection_team_member": ("inspection_id person_id name part",),
    "inspection_step": ("inspection_id step from_state to_state at account_id person_id reason",),
    "inspection_file": (
        "inspection_id cell_id why set_aside version report report_sent_at report_sent_by_id session_on session_place "
        "session_present session_text session_document_id drafted agrees comment commented_at commented_by_id "
        "binder_sha256 binder_asked_at",
    ),
    "inspection_finding": (
        "file_id point kind text meeting_id task_id petition_id referred written_by_id version",
    ),
    "inspection_remedy": ("file_id work owner_name deadline state definition_version result version",),
    "inspection_remedy_step": ("remedy_id step from_state to_state at account_id person_id note",),
}  # fmt: skip
