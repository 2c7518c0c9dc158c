"""The register from Ofsted's list, by hand, and the further names that a person accepts."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.errors import AccessDenied, Conflict, InvalidInput, RefusedFile
from core.homes import (
    accept_alias,
    accept_authority_alias,
    add_home,
    change_home,
    import_homes,
    list_unmatched_authorities,
    remove_alias,
)
from core.intake.batches import import_incidents
from core.tables import Home, HomePlaces, Incident
from core.vocabulary import Role

NOW = datetime(2020, 6, 1, 12, 0)
NEWER = (
    "URN,Local Authority ,Provision type,Sector,Organisation name,Provider Status,Owner name,"
    "Overall effectiveness,Max Users,Closed/Deregistration date"
)
LINE = "SC100001,Dorset Council,Children's Home,Private,Alder House,Active,Wessex Care Ltd,Good,4,"


def take(store, *lines, head=NEWER, **more):
    content = "\n".join([head, *lines]).encode()
    return import_homes(store, SYSTEM, "h.csv", content, now=NOW, **more)


def counts(result):
    return (result.imported, result.updated, result.duplicate, result.rejected)


def find(store, urn):
    with store.read() as session:
        return session.exec(select(Home).where(Home.urn == urn)).one()


def places(store, urn):
    home = find(store, urn)
    with store.read() as session:
        rows = session.exec(select(HomePlaces).where(HomePlaces.home_id == home.id)).all()
        return sorted(((row.from_on or date.min), row.places) for row in rows)


def test_the_sample_list_gives_thirteen_homes_in_the_contracts_words(store):
    with store.read() as session:
        homes = {home.urn: home for home in session.exec(select(Home))}
    assert len(homes) == 13
    assert homes["SC100005"].name == "Elm Tree Cottage"
    assert homes["SC100002"].latest_judgement == "requires_improvement"
    assert homes["SC100006"].latest_judgement == "requires_improvement"
    assert homes["SC100006"].sector == "local_authority"
    assert homes["SC100099"].closed_on == date(2018, 6, 30)
    assert places(store, "SC100001") == [(date.min, 4)]


def test_the_newer_headings_read_alike_and_an_equal_row_is_a_duplicate(store):
    assert counts(take(store, LINE)) == (0, 0, 1, 0)
    assert counts(take(store, "sc100001,,,,Alder House,,,,,")) == (0, 0, 1, 0)


def test_places_change_from_a_day_and_the_same_day_is_replaced(store):
    for as_of, count in ((date(2019, 4, 1), 5), (date(2019, 4, 1), 6), (date(2018, 1, 1), 3)):
        line = LINE.replace(",4,", f",{count},")
        assert counts(take(store, line, as_of=as_of)) == (0, 1, 0, 0)
    assert places(store, "SC100001") == [
        (date.min, 4),
        (date(2018, 1, 1), 3),
        (date(2019, 4, 1), 6),
    ]
    assert counts(take(store, LINE.replace(",4,", ",6,"))) == (0, 0, 1, 0)
    with pytest.raises(InvalidInput):
        take(store, LINE, as_of=date(2020, 6, 2))


BAD = [
    (LINE.replace("SC100001", ""), "urn"),
    (LINE.replace("Alder House", ""), "name"),
    (LINE.replace("Private", "Martian"), "sector"),
    (LINE.replace("Children's Home", "Boarding school"), "setting_type"),
    (LINE.replace(",4,", ",-4,"), "registered_places"),
    (LINE.replace("Good", "Splendid"), "latest_judgement"),
    (LINE.replace("Active", "Resigned"), "closed_on"),
    (LINE + "31/02/2019", "closed_on"),
    ("SC200001,,,Private,New,Active,,,,", "setting_type"),
]


@pytest.mark.parametrize(("line", "column"), BAD)
def test_a_bad_row_of_the_list_is_rejected_with_its_column(store, line, column):
    result = take(store, line, "SC200002,Devon,Fostering,Voluntary,Fine,Active,,,,")
    assert counts(result) == (1, 0, 0, 1)
    assert [(r.row, r.column) for r in result.rejections] == [(2, column)]


def test_a_list_without_urn_or_name_is_refused(store):
    with pytest.raises(RefusedFile):
        take(store, "Private,Good", head="Sector,Overall effectiveness")


def test_a_dry_run_of_a_list_writes_nothing(store):
    result = take(store, LINE.replace("Good", "Outstanding"), dry_run=True)
    assert counts(result) == (0, 1, 0, 0)
    assert find(store, "SC100001").latest_judgement == "good"


def test_a_change_of_authority_judges_the_homes_incidents_again(store):
    content = (
        b"reference,home_urn,occurred_at,channel,category\nA,SC100001,2019-05-01 10:00,101,theft\n"
    )
    import_incidents(store, SYSTEM, "i.csv", content)

    def in_scope():
        with store.read() as session:
            return session.exec(select(Incident)).one().in_scope

    assert in_scope()
    take(store, LINE.replace("Dorset Council", "Dorsetshire"))
    assert not in_scope()
    assert [(a.name, a.homes) for a in list_unmatched_authorities(store, SYSTEM)] == [
        ("Dorsetshire", 1)
    ]
    for _ in range(2):
        accept_authority_alias(store, SYSTEM, "DORSETSHIRE", "Dorset Council")
    assert in_scope()
    assert list_unmatched_authorities(store, SYSTEM) == []
    with pytest.raises(Conflict):
        accept_authority_alias(store, SYSTEM, "Dorsetshire", "Poole")
    with pytest.raises(InvalidInput):
        accept_authority_alias(store, SYSTEM, "X", "Mars")


def test_a_home_is_added_and_changed_once_however_often_it_is_sent(store):
    values = {"urn": "SC5", "name": "New", "setting_type": "supported", "registered_places": 3}
    key = add_home(store, SYSTEM, values, now=NOW)
    assert add_home(store, SYSTEM, values, now=NOW) == key
    with pytest.raises(Conflict):
        add_home(store, SYSTEM, values | {"name": "Other"}, now=NOW)
    revision = store.read_revision()
    for _ in range(2):
        new = {"provider": "P", "registered_places": 5}
        assert change_home(store, SYSTEM, key, new, 1, now=NOW) == 2
    assert store.read_revision() == revision + 1
    assert places(store, "SC5") == [(date.min, 3), (NOW.date(), 5)]
    with pytest.raises(Conflict, match="New was changed"):
        change_home(store, SYSTEM, key, {"provider": "Q"}, 1, now=NOW)
    assert change_home(store, SYSTEM, key, {"provider": ""}, 2, now=NOW) == 3
    for wrong in ({"name": ""}, {"urn": "SC6"}, {"sector": "x"}, {"colour": "red"}):
        with pytest.raises(InvalidInput):
            change_home(store, SYSTEM, key, wrong, 3, now=NOW)
    new = {"opened_on": "2019-02-01", "closed_on": "2019-01-31"}
    with pytest.raises(InvalidInput):
        change_home(store, SYSTEM, key, new, 3, now=NOW)


def test_an_alias_is_accepted_once_and_belongs_to_one_home(store, join):
    reviewer = join(Role.POLICE_REVIEWER)
    larch, birch = find(store, "SC100012").id, find(store, "SC100002").id
    for _ in range(2):
        accept_alias(store, reviewer, larch, " Larch Rise CH ")
    with pytest.raises(Conflict, match="Larch Rise"):
        accept_alias(store, SYSTEM, birch, "LARCH RISE ch")
    with pytest.raises(Conflict):
        accept_alias(store, SYSTEM, birch, "Larch Rise")
    for _ in range(2):
        remove_alias(store, SYSTEM, larch, "larch rise ch")
    accept_alias(store, SYSTEM, birch, "Larch Rise CH")


def test_the_register_is_changed_only_by_those_who_keep_it(store, join):
    reviewer, spoc = join(Role.POLICE_REVIEWER), join(Role.SPOC)
    key = find(store, "SC100012").id
    for act in (
        lambda: import_homes(store, reviewer, "h.csv", b""),
        lambda: add_home(store, reviewer, {"urn": "1", "name": "x", "setting_type": "foster"}),
        lambda: change_home(store, reviewer, key, {"provider": "x"}, 1),
        lambda: accept_alias(store, spoc, key, "x"),
        lambda: remove_alias(store, spoc, key, "x"),
        lambda: accept_authority_alias(store, reviewer, "x", "Dorset Council"),
        lambda: list_unmatched_authorities(store, reviewer),
    ):
        with pytest.raises(AccessDenied):
            act()
