"""Who is in the story: homes, people, and whose SPOC is whose. All names are invented."""

from dataclasses import dataclass
from datetime import date

from core.people import PersonForm
from core.vocabulary import Agency, Judgement, Role, Sector, SettingType

DORSET = "Dorset Council"
BCP = "BCP Council"
OLD_SPELLING = "Borough of Poole"
ACCEPTED_SPELLING = "BCP Unitary Authority"
FULL_BCP = "Bournemouth, Christchurch and Poole Council"
HAMPSHIRE = "Hampshire County Council"

_HOME, _PRIVATE = SettingType.CHILDRENS_HOME, Sector.PRIVATE
_COUNCIL, _CHARITY = Sector.LOCAL_AUTHORITY, Sector.VOLUNTARY


@dataclass(frozen=True)
class StoryHome:
    """One home of the story; `places` are (from, count), `temper` how often its days go wrong."""

    number: int
    name: str
    provider: str
    sector: Sector
    host: str
    places: tuple[tuple[date | None, int], ...]
    judgement: Judgement
    manager: str
    temper: float
    spoc: str | None
    setting: SettingType = _HOME
    opened_on: date = date(2011, 4, 1)
    closed_on: date | None = None

    def is_open(self, day: date) -> bool:
        """Whether it is open on a day; opening and closing days count."""
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)


def _places(count: int) -> tuple[tuple[date | None, int], ...]:
    return ((None, count),)


WESSEX, PURBECK = "Wessex Care Ltd", "Purbeck Children's Services"
STOUR, AVON = "Stour Valley Trust", "Avon Residential"
WHITLOCK, RAHMAN, PUGH, MARCHETTI = "whitlock", "rahman", "pugh", "marchetti"
_OUTSTANDING, _GOOD = Judgement.OUTSTANDING, Judgement.GOOD
_IMPROVE, _INADEQUATE = Judgement.REQUIRES_IMPROVEMENT, Judgement.INADEQUATE

HOMES: tuple[StoryHome, ...] = (
    StoryHome(1, "Alder House", WESSEX, _PRIVATE, DORSET, _places(4), _GOOD,
              "Beatrice Lomax", 1.2, WHITLOCK),
    StoryHome(2, "Birch Lodge", WESSEX, _PRIVATE, DORSET, _places(5), _IMPROVE,
              "Stefan Kowalczyk", 1.0, WHITLOCK),
    StoryHome(3, "Cedar View", WESSEX, _PRIVATE, BCP, _places(3), _OUTSTANDING,
              "Imani Okafor", 0.5, RAHMAN),
    StoryHome(4, "Dunes", PURBECK, _PRIVATE, BCP, ((None, 6), (date(2021, 9, 1), 4)), _INADEQUATE,
              "Graham Tideswell", 2.4, RAHMAN),
    StoryHome(5, "Elm Tree Cottage", PURBECK, _PRIVATE, DORSET, _places(2), _GOOD,
              "Nadia Bensalem", 0.5, PUGH, opened_on=date(2021, 3, 15)),
    StoryHome(6, "Fern Bank", DORSET, _COUNCIL, DORSET, _places(6), _IMPROVE,
              "Lorraine Puddephat", 1.8, MARCHETTI),
    StoryHome(7, "Gorse Hill", DORSET, _COUNCIL, DORSET, _places(4), _GOOD,
              "Keith Ambrose", 0.8, WHITLOCK),
    StoryHome(8, "Harbour Reach", BCP, _COUNCIL, BCP, _places(8), _IMPROVE,
              "Yetunde Balogun", 2.4, RAHMAN),
    StoryHome(9, "Ivy Court", STOUR, _CHARITY, DORSET, _places(5), _OUTSTANDING,
              "Rosalind Thackeray", 0.4, WHITLOCK),
    StoryHome(10, "Juniper House", STOUR, _CHARITY, OLD_SPELLING, _places(4), _IMPROVE,
              "Declan Moriarty", 1.2, RAHMAN),
    StoryHome(11, "Kestrel Lodge", AVON, _PRIVATE, ACCEPTED_SPELLING, _places(3), _GOOD,
              "Wei-Ling Tan", 1.0, MARCHETTI),
    StoryHome(12, "Larch Rise", AVON, _PRIVATE, DORSET, _places(4), _GOOD,
              "Simone Hargreaves", 1.2, PUGH),
    StoryHome(99, "Moorland", AVON, _PRIVATE, DORSET, _places(3), _GOOD,
              "Barbara Entwistle", 0.8, None, closed_on=date(2018, 6, 30)),
    StoryHome(20, "Stour Valley Fostering", STOUR, _CHARITY, DORSET, (), _GOOD,
              "Agnieszka Wrona", 0.7, PUGH, SettingType.FOSTER),
    StoryHome(21, "Quayside Supported Living", PURBECK, _PRIVATE, BCP, (), _GOOD,
              "Tariq Mahmood", 0.8, PUGH, SettingType.SUPPORTED),
    StoryHome(30, "Ringwood Lodge", PURBECK, _PRIVATE, HAMPSHIRE, _places(3), _GOOD,
              "Fiona Drummond", 0.0, None, opened_on=date(2014, 9, 1)),
)  # fmt: skip
BY_NAME = {home.name: home for home in HOMES}


def build_urn(home: StoryHome, copy: int) -> str:
    """A home's invented URN; each further copy of the county has its own hundred."""
    return f"SC{100000 + 100 * copy + home.number:06d}"


def build_suffix(copy: int) -> str:
    """What tells the homes and providers of a further copy of the county from the first's."""
    return f" ({copy + 1})" if copy else ""


def _person(name: str, role: Role, **more: object) -> PersonForm:
    first, last = name.lower().split(" ", 1)
    address = f"{first}.{last.replace(' ', '-')}@example.org"
    return PersonForm(name, address, role, **more)  # type: ignore[arg-type]


PEOPLE: dict[str, PersonForm] = {
    "chair": _person("Margaret Oyelaran", Role.CHAIR),
    "lead": _person("Tobias Fairweather", Role.PROTOCOL_LEAD),
    "police": _person("Priya Venkataraman", Role.POLICE_REVIEWER),
    WHITLOCK: _person("Daniel Whitlock", Role.SPOC),
    RAHMAN: _person("Aisha Rahman", Role.SPOC),
    PUGH: _person("Gareth Pugh", Role.SPOC),
    MARCHETTI: _person("Sofia Marchetti", Role.SPOC),
    "wessex": _person("Helena Castellanos", Role.PROVIDER, provider=WESSEX),
    "stour": _person("Marek Zielinski", Role.PROVIDER, provider=STOUR),
    "dorset": _person("Joanna Achebe", Role.PARTNER, agency=Agency.COUNCIL, authority=DORSET),
    "bcp": _person("Rupert Nakamura", Role.PARTNER, agency=Agency.COUNCIL, authority=BCP),
    "health": _person("Fatima Siddiqui", Role.PARTNER, agency=Agency.HEALTH),
    "cps": _person("Owen Blackwood", Role.PARTNER, agency=Agency.CPS),
    "liaison": _person("Ruth Adeyemi", Role.LIAISON),
    "administrator": _person("Callum Strachan", Role.ADMINISTRATOR),
}
