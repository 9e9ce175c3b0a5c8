"""The contract of the doors, on a graph made for it."""

import grimp
import pytest

from tools.import_contracts import FeatureDoors

OPTIONS = {"root": "app", "not_features": ["web"], "doors": ["services", "models"], "more_doors": ["app.members.cards"]}


def kept(importer: str, imported: str) -> bool:
    graph = grimp.ImportGraph()
    for module in ("app", "app.extensions", "app.meetings", "app.meetings.routes", "app.members", "app.members.forms",
                   "app.members.services", "app.members.services_of_transfers", "app.members.cards", "app.web", "app.web.pages"):  # fmt: skip
        graph.add_module(module)
    graph.add_import(importer=importer, imported=imported, line_number=3, line_contents="import")
    contract = FeatureDoors(name="doors", session_options={}, contract_options=OPTIONS)
    return contract.check(graph, verbose=False).kept


@pytest.mark.parametrize(("importer", "imported", "expected"), [
    ("app.meetings.routes", "app.members.services",              True),
    ("app.meetings.routes", "app.members.services_of_transfers", True),
    ("app.meetings.routes", "app.members.cards",                 True),
    ("app.meetings.routes", "app.members.forms",                 False),
    ("app.meetings.routes", "app.extensions",                    True),
    ("app.meetings.routes", "app.web.pages",                     True),
    ("app.members.services", "app.members.forms",                True),
    ("app.web.pages",       "app.members.forms",                 True),
    ("app",                 "app.members.forms",                 True),
])  # fmt: skip
def test_a_feature_is_entered_by_its_doors(importer: str, imported: str, expected: bool):
    assert kept(importer, imported) is expected
