"""What a home summary holds: one frozen value that a page, a PDF, a workbook and a CSV render."""

from dataclasses import dataclass
from datetime import date, datetime

from core.measures.answers import Answers
from core.measures.comparison import Comparison
from core.measures.notifiable import Prompt
from core.measures.period import Period
from core.measures.summary_figures import Gaps, HomeRate, MonthCount, Quiet
from core.vocabulary import (
    Agency,
    CallOutKind,
    Category,
    Channel,
    ContactAbout,
    ContactHow,
    ContactPurpose,
    DisclosureLevel,
    FindingOwner,
    Judgement,
    PoliceResponse,
    SettingType,
    TrainingKind,
    Verdict,
)


@dataclass(frozen=True)
class HomeFacts:
    """The home as the register has it; `places` are those of the period, each with its first day.

    `spocs`: who the home's SPOCs were on the period's last day. `in_area`: whether it lies in the
    protocol's area; None where the authority is not recorded.
    """

    home_id: int
    urn: str
    name: str
    provider: str | None
    setting: SettingType
    authority: str | None
    in_area: bool | None
    opened_on: date | None
    closed_on: date | None
    places: tuple[tuple[date | None, int], ...]
    judgement: Judgement | None
    judged_on: date | None
    spocs: tuple[str, ...]


@dataclass(frozen=True)
class PoliceContact:
    """One contact with the police, UK local time; `level` and the group's answer once reviewed.

    `kind` is None for advice or information. `police_needed`: "yes", "no" or "unknown" as the group
    agreed, None before. `agreed`: clause, verdict and owner of each finding that the group agreed.
    `summary`: words of the record that were cleared to leave the group.
    """

    incident_id: int
    reference: str
    occurred_at: datetime
    category: Category
    channel: Channel
    purpose: ContactPurpose
    kind: CallOutKind | None
    level: int | None
    police_response: PoliceResponse | None
    arrested: str | None
    outcome_code: str | None
    police_needed: str | None
    reviewed: bool
    agreed: tuple[tuple[str, Verdict, FindingOwner], ...] = ()
    summary: str | None = None


@dataclass(frozen=True)
class AgreedFinding:
    """What the group agreed to be out of line: fact, opinion and response apart.

    `reference` and `on_day` are None where nobody reported the incident: of it only the clause and
    the `month` (its first day) leave the group. `message` is the fact, `verdict` the group's view,
    `response` the home's words where they were cleared; `has_account`: whether it gave any.
    """

    reference: str | None
    on_day: date | None
    month: date
    clause: str
    verdict: Verdict
    owner: FindingOwner
    message: str
    has_account: bool
    response: str | None = None


@dataclass(frozen=True)
class FollowUp:
    """An action: what it is about ("incident", "finding", "home"), whose, by when, and its state.

    `owner`: an agency; None is a member of the group of none. `title` only within the group.
    """

    about: str
    owner: Agency | None
    due_on: date
    done_on: date | None
    is_overdue: bool
    title: str | None = None


@dataclass(frozen=True)
class HomeVisit:
    """A contact of the police or the group with the home; never a note or a name."""

    on_day: date
    how: ContactHow
    about: ContactAbout


@dataclass(frozen=True)
class HomeStaff:
    """What the home has in place, the latest of its kind on the period's last day."""

    kind: TrainingKind
    on_day: date
    trained: int | None
    total: int | None


@dataclass(frozen=True)
class HomeSummary:
    """One home and a period as it may leave the group at a level; days inclusive.

    `counted`: the days that figures are of, None where there are no data; `before`: its call-outs
    against the same days a year before, None unless imports cover both. `contacts`: earliest first.
    `children`: a line on how many children, never which. `notes`: dated words that were cleared.
    `split`: age group or gender, and call-outs; empty but within the group.
    """

    home: HomeFacts
    period: Period
    counted: Period | None
    level: DisclosureLevel
    data_revision: int
    data_to: date | None
    today: date
    contacts: tuple[PoliceContact, ...]
    needed: Answers
    before: Comparison | None
    children: str
    findings: tuple[AgreedFinding, ...]
    rate: HomeRate | None
    months: tuple[MonthCount, ...]
    quiet: Quiet | None
    prompts: tuple[Prompt, ...]
    actions: tuple[FollowUp, ...]
    visits: tuple[HomeVisit, ...]
    training: tuple[HomeStaff, ...]
    notes: tuple[tuple[date, str], ...]
    gaps: Gaps
    split: tuple[tuple[str, str, int], ...] = ()

    @property
    def home_id(self) -> int:
        """The home's id."""
        return self.home.home_id

    @property
    def urn(self) -> str:
        """The home's URN."""
        return self.home.urn

    @property
    def name(self) -> str:
        """The home's name, plain text."""
        return self.home.name

    @property
    def call_outs(self) -> tuple[PoliceContact, ...]:
        """The contacts that were call-outs."""
        return tuple(contact for contact in self.contacts if contact.kind is not None)
