"""Whom a sign-in lets in: every reason against it, each limit one below, at and above it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from core.access import Permission, can
from core.errors import AccessDenied, InvalidInput
from core.people import (
    PersonForm,
    add_person,
    build_viewer,
    change_person,
    end_person,
    has_people,
    read_people,
)
from core.sign_in import (
    Claims,
    Refusal,
    SignInRefused,
    check_just_signed_in,
    check_still,
    find_signed_in,
    fold_email,
    keep_following,
)
from core.sign_in_ending import forget_account, read_sign_ins, sign_out, sign_out_everywhere
from core.sign_in_limits import read_limits
from core.tables import Audit, Meeting, Person, Setting, SignIn
from core.vocabulary import Role

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _claims(world, role=Role.CHAIR, **other) -> Claims:
    with world.store.read() as session:
        email = session.get_one(Person, world.people[role]).email
    claims = Claims("https://id.example.org", "subject-1", email, True, NOW, session="nonce-1")
    return replace(claims, **other)


def _refused(world, claims, now=NOW) -> Refusal:
    with pytest.raises(SignInRefused) as caught:
        find_signed_in(world.store, claims, now)
    return caught.value.refusal


def _audit(world, verb) -> list[Audit]:
    with world.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.verb == verb)).all()
        session.expunge_all()
        return list(rows)


def _only(world) -> SignIn:
    with world.store.read() as session:
        row = session.exec(select(SignIn)).one()
        session.expunge(row)
        return row


def _leave(world, role) -> None:
    chair = world.viewer(Role.CHAIR)
    row = next(p for p in read_people(world.store, chair) if p.id == world.people[role])
    end_person(world.store, chair, row.id, row.version, NOW.date())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_a_verified_address_of_an_active_person_is_let_in_with_role_and_homes_of_now(world, role):
    viewer = find_signed_in(world.store, _claims(world, role), NOW)
    assert viewer == build_viewer(world.store, world.people[role])


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"email_verified": False}, Refusal.UNVERIFIED),
        ({"email": ""}, Refusal.UNVERIFIED),
        ({"email": "nobody@example.org"}, Refusal.UNKNOWN),
        ({"issued_at": NOW + timedelta(minutes=5) + SECOND}, Refusal.FUTURE),
        ({"issued_at": NOW - timedelta(hours=12) - SECOND}, Refusal.TOO_OLD),
        ({"issued_at": datetime.min.replace(tzinfo=UTC)}, Refusal.TOO_OLD),
        ({"expires_at": NOW - timedelta(minutes=2) - SECOND}, Refusal.EXPIRED),
    ],
)
def test_each_reason_refuses_with_words_of_its_own_and_makes_no_sign_in(world, other, refusal):
    assert _refused(world, _claims(world, **other)) is refusal
    with world.store.read() as session:
        assert session.exec(select(SignIn)).first() is None


def test_every_reason_has_words_of_its_own():
    assert len({str(SignInRefused(refusal)) for refusal in Refusal}) == len(Refusal)


@pytest.mark.parametrize(
    "other",
    [
        {"issued_at": NOW + timedelta(minutes=5)},
        {"issued_at": NOW - timedelta(hours=12)},
        {"issued_at": NOW - timedelta(hours=12) + SECOND},
        {"expires_at": NOW - timedelta(minutes=2)},
        {"email": "CHAIR"},
    ],
)
def test_at_the_limit_itself_a_sign_in_is_still_let_in(world, other):
    claims = _claims(world)
    if "email" in other:
        other = {"email": f"  {claims.email.upper()} "}
    assert find_signed_in(world.store, replace(claims, **other), NOW).role is Role.CHAIR


@pytest.mark.parametrize(
    ("after", "refusal"),
    [
        (timedelta(minutes=60) - SECOND, None),
        (timedelta(minutes=60), None),
        (timedelta(minutes=60) + SECOND, Refusal.IDLE),
    ],
)
def test_idle_is_longer_than_the_limit_since_the_last_sight(world, after, refusal):
    claims = _claims(world)
    find_signed_in(world.store, claims, NOW)
    if refusal is None:
        assert find_signed_in(world.store, claims, NOW + after)
    else:
        assert _refused(world, claims, NOW + after) is refusal


def test_being_seen_keeps_a_sign_in_from_lying_idle_but_never_past_the_absolute_limit(world):
    claims = _claims(world)
    for minutes in range(0, 12 * 60 + 1, 45):
        find_signed_in(world.store, claims, NOW + timedelta(minutes=minutes))
    assert _refused(world, claims, NOW + timedelta(hours=12) + SECOND) is Refusal.TOO_OLD


@pytest.mark.parametrize(("seconds", "noted"), [(59, 0), (60, 60), (61, 61)])
def test_seen_is_written_at_most_once_a_minute_and_raises_no_revision(world, seconds, noted):
    claims = _claims(world)
    find_signed_in(world.store, claims, NOW)
    before = world.store.read_revision(), world.store.read_audit_head()
    find_signed_in(world.store, claims, NOW + timedelta(seconds=seconds))
    assert _only(world).seen_at == NOW + timedelta(seconds=noted)
    assert (world.store.read_revision(), world.store.read_audit_head()) == before


def test_a_page_does_not_wait_for_a_writer_to_note_that_it_was_seen(world):
    claims = _claims(world)
    find_signed_in(world.store, claims, NOW)
    with ThreadPoolExecutor(1) as other, world.store.write(world.viewer(Role.CHAIR)):
        later = NOW + timedelta(minutes=2)
        seen = other.submit(find_signed_in, world.store, claims, later).result(timeout=4)
    assert seen.role is Role.CHAIR
    assert _only(world).seen_at == NOW
    find_signed_in(world.store, claims, NOW + timedelta(minutes=3))
    assert _only(world).seen_at == NOW + timedelta(minutes=3)


def test_the_first_sight_is_audited_once_with_ids_only(world):
    claims = _claims(world)
    revision = world.store.read_revision()
    for _ in range(3):
        find_signed_in(world.store, claims, NOW)
    (row,) = _audit(world, "signed in")
    assert (row.person_id, row.noun, row.noun_id) == (
        world.people[Role.CHAIR],
        "sign_in",
        str(_only(world).id),
    )
    assert world.store.read_revision() == revision


def test_two_tabs_that_open_at_once_are_one_sign_in(world):
    claims = _claims(world)
    with ThreadPoolExecutor(4) as tabs:
        seen = list(tabs.map(lambda _: find_signed_in(world.store, claims, NOW), range(8)))
    assert len(set(seen)) == 1
    assert _only(world).digest == claims.digest
    assert len(_audit(world, "signed in")) == 1


def test_a_refusal_is_audited_once_a_sign_in_and_reason_without_personal_data(world):
    stranger = _claims(world, email="stranger@example.org", subject="s-stranger")
    for _ in range(3):
        _refused(world, stranger)
    _refused(world, replace(stranger, session="another"))
    _leave(world, Role.SPOC)
    gone = _claims(world, Role.SPOC)
    assert _refused(world, gone) is Refusal.LEFT
    rows = [row for row in _audit(world, "refused") if row.noun == "sign_in"]
    assert [(row.person_id, row.fields) for row in rows] == [
        (None, ["unknown person"]),
        (None, ["unknown person"]),
        (world.people[Role.SPOC], ["person has left"]),
    ]
    said = " ".join(str(row.model_dump()) for row in rows)
    assert "stranger" not in said and gone.email not in said and "subject-1" not in said


def test_a_person_who_leaves_in_the_middle_is_out_at_the_next_run(world):
    claims = _claims(world, Role.SPOC)
    viewer = find_signed_in(world.store, claims, NOW)
    check_still(world.store, viewer, claims, NOW)
    _leave(world, Role.SPOC)
    assert _refused(world, claims) is Refusal.LEFT
    with pytest.raises(SignInRefused):
        check_still(world.store, viewer, claims, NOW)
    with pytest.raises(AccessDenied):
        check_still(world.store, viewer, None, NOW)


def test_a_page_drawn_before_a_change_of_role_saves_nothing(world):
    claims = _claims(world, Role.LIAISON)
    viewer = find_signed_in(world.store, claims, NOW)
    chair = world.viewer(Role.CHAIR)
    row = next(p for p in read_people(world.store, chair) if p.id == viewer.person_id)
    change_person(
        world.store, chair, row.id, row.version, PersonForm(row.name, row.email, Role.ADMINISTRATOR)
    )
    for shown in (claims, None):
        with pytest.raises(AccessDenied, match="changed meanwhile"):
            check_still(world.store, viewer, shown, NOW)
    assert can(find_signed_in(world.store, claims, NOW), Permission.AUDIT)


def test_a_part_that_refreshes_itself_does_not_count_as_being_seen(world):
    claims = _claims(world)
    viewer = find_signed_in(world.store, claims, NOW)
    for minutes in (20, 40, 60):
        check_still(world.store, viewer, claims, NOW + timedelta(minutes=minutes))
    assert _only(world).seen_at == NOW
    with pytest.raises(SignInRefused) as caught:
        check_still(world.store, viewer, claims, NOW + timedelta(minutes=60) + SECOND)
    assert caught.value.refusal is Refusal.IDLE


def test_what_was_never_seen_on_a_page_can_press_nothing(world):
    claims = _claims(world)
    with pytest.raises(SignInRefused):
        check_still(world.store, world.viewer(Role.CHAIR), claims, NOW)


def test_signing_out_ends_this_sign_in_in_every_tab_and_no_other(world):
    claims, other = _claims(world), _claims(world, session="nonce-2")
    viewer = find_signed_in(world.store, claims, NOW)
    find_signed_in(world.store, other, NOW)
    for _ in range(2):
        sign_out(world.store, viewer, claims.digest)
    assert _refused(world, claims) is Refusal.ENDED
    assert find_signed_in(world.store, other, NOW) == viewer
    assert len(_audit(world, "signed out")) == 1


def test_nobody_signs_another_out_by_their_digest(world):
    claims = _claims(world)
    find_signed_in(world.store, claims, NOW)
    sign_out(world.store, world.viewer(Role.LIAISON), claims.digest)
    assert find_signed_in(world.store, claims, NOW).role is Role.CHAIR


def test_signing_out_everywhere_ends_all_also_what_was_never_seen_and_not_what_comes_later(world):
    begun = datetime.now(UTC).replace(microsecond=0)
    claims = [_claims(world, issued_at=begun, session=name) for name in ("one", "two", "unseen")]
    for each in claims[:2]:
        viewer = find_signed_in(world.store, each, begun)
    assert sign_out_everywhere(world.store, viewer, viewer.person_id) == 2
    with world.store.read() as session:
        at = session.get_one(Person, viewer.person_id).signed_out_at
    for each in claims:
        assert _refused(world, each, at) is Refusal.SIGNED_OUT_EVERYWHERE
    assert _refused(world, replace(claims[0], issued_at=at), at) is Refusal.SIGNED_OUT_EVERYWHERE
    later = replace(claims[0], issued_at=at + SECOND)
    assert find_signed_in(world.store, later, at + SECOND) == viewer


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_change_people_signs_another_out_or_sees_their_sign_ins(world, role):
    viewer = world.viewer(role)
    other = world.people[Role.SPOC if role is not Role.SPOC else Role.LIAISON]
    if can(viewer, Permission.MANAGE_PEOPLE):
        assert read_sign_ins(world.store, viewer, other) == ()
        assert sign_out_everywhere(world.store, viewer, other) == 0
        with pytest.raises(InvalidInput):
            sign_out_everywhere(world.store, viewer, 9999)
        return
    for act in (read_sign_ins, sign_out_everywhere):
        with pytest.raises(AccessDenied):
            act(world.store, viewer, other)
        act(world.store, viewer, viewer.person_id)


def test_sign_ins_are_read_with_their_beginning_last_sight_and_end(world):
    first, second = _claims(world), _claims(world, session="nonce-2")
    viewer = find_signed_in(world.store, first, NOW)
    find_signed_in(world.store, second, NOW + timedelta(minutes=5))
    sign_out(world.store, viewer, first.digest)
    rows = read_sign_ins(world.store, viewer, viewer.person_id)
    assert [row.began_at for row in rows] == [NOW + timedelta(minutes=5), NOW]
    assert [row.ended_at is None for row in rows] == [True, False]


def test_an_address_given_to_somebody_else_does_not_hand_the_sign_in_on(world):
    claims = _claims(world, Role.LIAISON)
    find_signed_in(world.store, claims, NOW)
    with world.store.write(world.viewer(Role.CHAIR)) as change:
        old = change.session.get_one(Person, world.people[Role.LIAISON])
        old.email = "old@example.org"
        change.session.flush()
        change.session.get_one(Person, world.people[Role.SPOC]).email = claims.email
    assert _refused(world, claims) is Refusal.ENDED


def test_another_issuer_is_refused_where_one_is_named(world, monkeypatch):
    monkeypatch.setenv("SLOW_TIME_SIGN_IN_ISSUERS", "https://id.example.org https://two.example")
    assert find_signed_in(world.store, _claims(world), NOW)
    assert _refused(world, _claims(world, issuer="https://id.example.org.evil")) is Refusal.ISSUER


@pytest.mark.parametrize(
    ("environment", "setting", "hours"),
    [
        (None, None, 12),
        (None, "8", 8),
        ("2", "8", 2),
        ("0", "8", 8),
        ("169", None, 12),
        ("168", None, 168),
        ("1", None, 1),
        ("many", "-1", 12),
    ],
)
def test_limits_are_the_environments_then_the_settings_then_the_defaults(
    world, monkeypatch, environment, setting, hours
):
    if environment is not None:
        monkeypatch.setenv("SLOW_TIME_SIGN_IN_HOURS", environment)
    with world.store.write(world.viewer(Role.CHAIR)) as change:
        if setting is not None:
            change.session.add(Setting(name="sign_in_hours", value=setting))
        change.session.add(Setting(name="sign_in_idle_minutes", value="15"))
    with world.store.read() as session:
        limits = read_limits(session)
    assert limits.absolute == timedelta(hours=hours)
    assert limits.idle == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        (" Chair@Example.ORG ", "chair@example.org"),
        ("ſpoc@example.org", "ſpoc@example.org"),  # U+017F would fold to "s"
        ("\u212aate@example.org", "\u212aate@example.org"),  # the Kelvin sign would fold to "k"
    ],
)
def test_addresses_that_only_look_alike_are_not_the_same(said, folded):
    assert fold_email(said) == folded


def test_a_look_alike_address_lets_nobody_in(world):
    claims = _claims(world, Role.SPOC)
    assert "s" in claims.email
    assert _refused(world, replace(claims, email=claims.email.replace("s", "ſ"))) is Refusal.UNKNOWN


ANOTHER = {"subject": "subject-2", "session": "nonce-2"}


def test_an_empty_store_lets_nobody_in_and_makes_nobody_its_administrator(store):
    claims = Claims("https://id.example.org", "s", "first@example.org", True, NOW)
    with pytest.raises(SignInRefused) as caught:
        find_signed_in(store, claims, NOW)
    assert caught.value.refusal is Refusal.UNKNOWN
    assert not has_people(store)


@pytest.mark.parametrize(
    "other",
    [ANOTHER, {**ANOTHER, "subject": "subject-1", "issuer": "https://id.example.org.evil"}],
)
def test_the_account_of_the_first_sign_in_is_the_persons_and_no_other_has_their_address(
    world, other
):
    claims = _claims(world)
    viewer = find_signed_in(world.store, claims, NOW)
    assert _refused(world, replace(claims, **other)) is Refusal.ACCOUNT
    assert find_signed_in(world.store, replace(claims, session="nonce-3"), NOW) == viewer
    assert [row.fields for row in _audit(world, "signed in")] == [["account"], []]
    rows = [row for row in _audit(world, "refused") if row.noun == "sign_in"]
    assert [(row.person_id, row.fields) for row in rows] == [
        (viewer.person_id, ["another account"])
    ]
    with world.store.read() as session:
        kept = session.get_one(Person, viewer.person_id).account
    assert len(kept) == 64 and kept == claims.account


def test_two_accounts_with_one_address_at_once_are_one_person_and_one_refused(world):
    claims = _claims(world)

    def come(other):
        try:
            return find_signed_in(world.store, other, NOW)
        except AccessDenied:
            return None

    with ThreadPoolExecutor(2) as tabs:
        seen = list(tabs.map(come, [claims, replace(claims, **ANOTHER)]))
    assert sum(viewer is not None for viewer in seen) == 1
    with world.store.read() as session:
        assert len(session.exec(select(SignIn)).all()) == 1


def test_an_account_is_released_by_who_keeps_the_people_and_what_it_began_ends(world):
    claims, chair = _claims(world, Role.SPOC), world.viewer(Role.CHAIR)
    begun = datetime.now(UTC).replace(microsecond=0)
    claims = replace(claims, issued_at=begun)
    spoc = find_signed_in(world.store, claims, begun)
    for role in set(Role) - {Role.SYSTEM}:
        viewer = world.viewer(role)
        if not can(viewer, Permission.MANAGE_PEOPLE):
            with pytest.raises(AccessDenied):
                forget_account(world.store, viewer, spoc.person_id)
    forget_account(world.store, chair, spoc.person_id)
    assert _refused(world, claims, begun) is Refusal.SIGNED_OUT_EVERYWHERE
    with world.store.read() as session:
        at = session.get_one(Person, spoc.person_id).signed_out_at + SECOND
    new = replace(claims, issued_at=at, **ANOTHER)
    assert find_signed_in(world.store, new, at) == spoc
    assert _refused(world, replace(claims, issued_at=at), at) is Refusal.ACCOUNT
    (row,) = _audit(world, "released account")
    assert (row.person_id, row.noun_id) == (chair.person_id, str(spoc.person_id))
    with pytest.raises(InvalidInput):
        forget_account(world.store, chair, 9999)


def test_another_address_keeps_the_account_and_who_comes_back_may_have_a_new_one(world):
    claims, chair = _claims(world, Role.LIAISON), world.viewer(Role.CHAIR)
    find_signed_in(world.store, claims, NOW)

    def read_row():
        return next(p for p in read_people(world.store, chair) if p.role is Role.LIAISON)

    row, new = read_row(), "renamed@example.org"
    assert row.has_account
    change_person(world.store, chair, row.id, row.version, PersonForm(row.name, new, row.role))
    assert _refused(world, replace(claims, email=new, **ANOTHER)) is Refusal.ACCOUNT
    assert find_signed_in(world.store, replace(claims, email=new), NOW).person_id == row.id
    row = read_row()
    end_person(world.store, chair, row.id, row.version, NOW.date())
    add_person(world.store, chair, PersonForm(row.name, new, row.role))
    assert not read_row().has_account


@pytest.mark.parametrize(
    ("names", "other", "let_in"),
    [
        ({"ACR": "gold silver"}, {"strength": "silver"}, True),
        ({"ACR": "gold silver"}, {"strength": "bronze"}, False),
        ({"ACR": "gold"}, {}, False),
        ({"AMR": "mfa"}, {"methods": frozenset({"pwd", "mfa"})}, True),
        ({"AMR": "mfa hwk"}, {"methods": frozenset({"hwk"})}, True),
        ({"AMR": "mfa"}, {"methods": frozenset({"pwd"})}, False),
        ({"AMR": "mfa"}, {}, False),
        ({"ACR": "gold", "AMR": "mfa"}, {"strength": "gold"}, False),
        ({}, {}, True),
    ],
)
def test_where_a_strength_is_asked_for_a_weaker_sign_in_is_refused(
    world, monkeypatch, names, other, let_in
):
    for name, value in names.items():
        monkeypatch.setenv(f"SLOW_TIME_SIGN_IN_{name}", value)
    claims = _claims(world, **other)
    if let_in:
        assert find_signed_in(world.store, claims, NOW)
    else:
        assert _refused(world, claims) is Refusal.WEAK


@pytest.mark.parametrize(
    ("signed_in", "proved", "fresh"),
    [
        (timedelta(minutes=15), None, True),
        (timedelta(minutes=15) + SECOND, None, False),
        (timedelta(0), timedelta(minutes=15), True),
        # The provider's own session went on: nobody was asked who they are.
        (timedelta(0), timedelta(minutes=15) + SECOND, False),
    ],
)
def test_what_decides_who_is_let_in_asks_for_a_sign_in_of_just_now(world, signed_in, proved, fresh):
    claims = _claims(world, issued_at=NOW - signed_in, proved_at=proved and NOW - proved)
    check_just_signed_in(world.store, None, NOW)
    if fresh:
        check_just_signed_in(world.store, claims, NOW)
    else:
        with pytest.raises(SignInRefused) as caught:
            check_just_signed_in(world.store, claims, NOW)
        assert caught.value.refusal is Refusal.STALE


@pytest.fixture
def meeting(world, monkeypatch):
    """A meeting that runs since NOW."""
    with world.store.write(world.viewer(Role.CHAIR)) as change:
        row = Meeting(held_on=NOW.date(), created_at=NOW, state="running", opened_at=NOW)
        change.session.add(row)
        change.session.flush()
        return row.id


def _follow(world, claims, meeting_id, minutes):
    """A screen that nobody touches, looked at every 20 minutes up to then."""
    viewer = world.viewer(Role.CHAIR)
    for minute in range(20, minutes + 1, 20):
        keep_following(world.store, viewer, claims, meeting_id, NOW + timedelta(minutes=minute))


def test_a_room_that_follows_a_running_meeting_stays_signed_in(world, meeting):
    claims = _claims(world)
    find_signed_in(world.store, claims, NOW)
    _follow(world, claims, meeting, 180)
    assert find_signed_in(world.store, claims, NOW + timedelta(hours=4))


def test_a_meeting_that_is_closed_keeps_nobody_in(world, meeting):
    claims = _claims(world)
    find_signed_in(world.store, claims, NOW)
    with world.store.write(world.viewer(Role.CHAIR)) as change:
        change.session.get_one(Meeting, meeting).state = "closed"
    with pytest.raises(SignInRefused) as caught:
        _follow(world, claims, meeting, 80)
    assert caught.value.refusal is Refusal.IDLE
    assert _only(world).seen_at == NOW


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_meeting_that_nobody_closed_keeps_nobody_in_for_longer_than_six_hours(
    world, meeting, more
):
    claims = _claims(world)
    find_signed_in(world.store, claims, NOW)
    _follow(world, claims, meeting, 340)
    at = NOW + timedelta(hours=6, seconds=more)
    keep_following(world.store, world.viewer(Role.CHAIR), claims, meeting, at)
    assert (_only(world).seen_at == at) is (more <= 0)


@pytest.mark.parametrize("more", [0, 1])
def test_no_meeting_keeps_anybody_in_past_the_absolute_limit(world, meeting, monkeypatch, more):
    monkeypatch.setenv("SLOW_TIME_SIGN_IN_HOURS", "2")
    claims = _claims(world)
    find_signed_in(world.store, claims, NOW)
    _follow(world, claims, meeting, 100)
    at = NOW + timedelta(hours=2, seconds=more)
    if more:
        with pytest.raises(SignInRefused) as caught:
            keep_following(world.store, world.viewer(Role.CHAIR), claims, meeting, at)
        assert caught.value.refusal is Refusal.TOO_OLD
    else:
        keep_following(world.store, world.viewer(Role.CHAIR), claims, meeting, at)


def test_who_was_let_in_by_no_provider_follows_as_anybody(world, meeting):
    keep_following(world.store, world.viewer(Role.SPOC), None, meeting, NOW)


def test_a_digest_tells_sign_ins_apart_and_holds_nothing_that_could_be_read(world):
    claims = _claims(world)
    others = [
        replace(claims, issuer="https://other.example"),
        replace(claims, subject="subject-2"),
        replace(claims, issued_at=NOW + SECOND),
        replace(claims, session="nonce-2"),
    ]
    assert len({claims.digest, *(each.digest for each in others)}) == 5
    assert claims.digest == _claims(world, email_verified=False).digest
    assert len(claims.digest) == 64
