"""A handful of petitions and opinions of the weeks before the demo month, one at each point of the way."""

from datetime import date, timedelta

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.demo.before import at
from app.demo.people import actor, plain_members
from app.demo.words import PETITIONS
from app.documents.uploads import Upload
from app.extensions import db
from app.organisations.models import Organisation
from app.petitions.models import Petition, Source
from app.petitions.services import raise_petition, take_step
from app.petitions.services_said import Details, NewPetition, Said
from workflows.petition import Competence, Kind, SentTo
from workflows.roles import Role

# The smallest PDF that a reader opens: one empty page.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def raise_some(month: date, commune: Organisation, cells: list[Organisation]) -> None:
    """`month`: the one before the demo month. The cells are taken in the order of their codes."""
    one, two, three = cells[:3]
    office = _who(commune, Role.OFFICE)
    days = [month + timedelta(days=number) for number in range(27)]
    _in_the_cell(one, days)
    _up_to_the_commune(one, two, office, days)
    _answered_above(one, three, office, days)


def _in_the_cell(cell: Organisation, days: list[date]) -> None:
    secretary = _who(cell, Role.SECRETARY)
    _say(cell, "lamp", days[25])
    bridge = _say(cell, "bridge", days[8], source=Source.PEOPLE, raiser_name="các hộ cụm 3", people=14)
    hot = Details(field="Hạ tầng", competence=Competence.CELL, handler="Ban quản lý thôn", people=14, hot=True)
    _take(bridge, "accept", secretary, days[9], details=hot, deadline=days[26])
    mood = _say(cell, "mood", days[10], kind=Kind.OPINION, people=6)
    _take(mood, "accept", secretary, days[11], details=Details(people=6), deadline=days[20])
    _take(mood, "note", secretary, days[12], note="Đã báo cáo tại hội nghị chi ủy.")
    books = _say(cell, "books", days[7])
    _take(books, "accept", secretary, days[8], details=Details(field="Văn hóa – xã hội"), deadline=days[20])
    _take(books, "answer", secretary, days[15], note=PETITIONS["books answered"])


def _up_to_the_commune(one: Organisation, two: Organisation, office: Actor, days: list[date]) -> None:
    """Two cells raise the same; the commune merges them and has them in hand."""
    road = _say(one, "road", days[9], people=9)
    same = _say(two, "same road", days[12], people=5)
    for petition, cell in ((road, one), (same, two)):
        secretary = _who(cell, Role.SECRETARY)
        _take(
            petition,
            "accept",
            secretary,
            days[13],
            details=Details(field="Hạ tầng", people=petition.people),
            deadline=days[20],
        )
        _take(petition, "escalate", secretary, days[14], note=PETITIONS["beyond us"], deadline=days[26] + timedelta(21))
    _take(same, "merge", office, days[16], stays_id=road.id)


def _answered_above(one: Organisation, three: Organisation, office: Actor, days: list[date]) -> None:
    """One straight to the committee, answered by the electricity company; one answered by the commune."""
    power = _say(one, "power", days[5], sent_to=SentTo.COMMITTEE, people=30)
    handler = Details(field="Hạ tầng", competence=Competence.OTHER, handler="Điện lực khu vực", people=30)
    _take(power, "accept", office, days[6], details=handler, deadline=days[25])
    paper = Upload(name="tra-loi-dien-luc.pdf", media_type="application/pdf", data=PAPER)
    _take(power, "answer_outside", office, days[21], note=PETITIONS["power answered"], papers=(paper,))
    land = _say(three, "land", days[6], people=2)
    _take(
        land,
        "accept",
        _who(three, Role.SECRETARY),
        days[7],
        details=Details(field="Đất đai", people=2),
        deadline=days[20],
    )
    _take(land, "escalate", _who(three, Role.SECRETARY), days[8], note=PETITIONS["beyond us"], deadline=days[25])
    _take(land, "answer", office, days[20], note=PETITIONS["land answered"])
    _say(three, "training", days[24], sent_to=SentTo.OVERSEER)


def _say(cell: Organisation, what: str, on: date, **more: object) -> Petition:
    """By an ordinary member; who has no account tells the secretary, who writes it down."""
    with clock.set_to(at(on, 8)):
        member = plain_members(cell.code)[2]
        new = NewPetition(text=PETITIONS[what], raised_by_id=member.id, **more)  # type: ignore[arg-type]
        petition = raise_petition(new, cell_id=cell.id, actor=_who(cell, Role.SECRETARY))
        db.session.flush()  # the next step reads the state
        return petition


def _take(petition: Petition, name: str, me: Actor, on: date, **said: object) -> None:
    with clock.set_to(at(on, 15)):
        take_step(petition, name, Said(**said), actor=me)  # type: ignore[arg-type]
        db.session.flush()  # the next step reads the state


def _who(organisation: Organisation, role: Role) -> Actor:
    return actor(people_as(organisation.id, (role,), clock.today())[0][0].id)
