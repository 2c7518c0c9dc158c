"""The words of the data contract, and what a person reads instead of them.

A code is stored, exported and imported; `say` turns it into the profession's words for a screen.
"""

from enum import StrEnum


class Channel(StrEnum):
    """How the police were contacted; `none` means that they were not."""

    EMERGENCY = "999"
    NON_EMERGENCY = "101"
    ONLINE = "online"
    SPOC = "spoc"
    NONE = "none"


class ContactPurpose(StrEnum):
    """Why the police were contacted. Only a report is a call-out (10.3, 4.13)."""

    REPORT = "report"
    ADVICE = "advice"
    INFORMATION = "information"


class Category(StrEnum):
    """What happened."""

    BEHAVIOUR = "behaviour"
    CRIMINAL_DAMAGE = "criminal_damage"
    ASSAULT = "assault"
    THREATS = "threats"
    DISORDER = "disorder"
    THEFT = "theft"
    DRUGS_POSSESSION = "drugs_possession"
    DRUGS_SUPPLY = "drugs_supply"
    WEAPON_POSSESSION = "weapon_possession"
    SEXUAL_OFFENCE_ALLEGATION = "sexual_offence_allegation"
    PAST_ABUSE_DISCLOSURE = "past_abuse_disclosure"
    MISSING = "missing"
    ABSENT = "absent"
    CONCERN_FOR_SAFETY = "concern_for_safety"
    CHILD_VICTIM = "child_victim"
    OTHER = "other"


OFFENCE_CATEGORIES = frozenset(
    {
        Category.CRIMINAL_DAMAGE,
        Category.ASSAULT,
        Category.THREATS,
        Category.DISORDER,
        Category.THEFT,
        Category.DRUGS_POSSESSION,
        Category.DRUGS_SUPPLY,
        Category.WEAPON_POSSESSION,
        Category.SEXUAL_OFFENCE_ALLEGATION,
        Category.PAST_ABUSE_DISCLOSURE,
    }
)


class Severity(StrEnum):
    """How grave the injury, damage, threat or disorder was: the reviewer's judgement."""

    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"


class DrugClass(StrEnum):
    """Class under the Misuse of Drugs Act 1971, or psychoactive, or not known."""

    A = "A"
    B = "B"
    C = "C"
    PSYCHOACTIVE = "psychoactive"
    UNKNOWN = "unknown"


class Decider(StrEnum):
    """Who decided to contact the police."""

    REGISTERED_MANAGER = "registered_manager"
    SENIOR_MANAGER = "senior_manager"
    STAFF = "staff"
    AGENCY_STAFF = "agency_staff"
    FOSTER_CARER = "foster_carer"
    SOCIAL_WORKER = "social_worker"
    OUT_OF_HOURS_OFFICER = "out_of_hours_officer"
    CHILD = "child"
    VICTIM = "victim"
    PUBLIC = "public"
    POLICE = "police"
    OTHER = "other"


class ProtocolException(StrEnum):
    """The exception of 6.7 that a level 1 call-out claims."""

    NONE = "none"
    PROLONGED = "prolonged"
    REPEATED_AFTER_WARNING = "repeated_after_warning"
    OTHER = "other"


class PoliceResponse(StrEnum):
    """What the police did."""

    ATTENDED = "attended"
    ADVISED = "advised"
    DECLINED = "declined"


class ArrestReason(StrEnum):
    """Why a child was arrested (4.12)."""

    SECURE_EVIDENCE = "secure_evidence"
    SERIOUSNESS = "seriousness"
    ACCOMMODATION = "accommodation"
    OTHER = "other"


class ReturnInterview(StrEnum):
    """What became of the return home interview after a missing episode."""

    HELD = "held"
    DECLINED = "declined"
    NOT_HELD = "not_held"


class YesNo(StrEnum):
    """A known answer; a blank is "not known" and is never read as a no."""

    YES = "yes"
    NO = "no"


class Gender(StrEnum):
    """A child's gender as recorded."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_STATED = "not_stated"


class Ethnicity(StrEnum):
    """Self-defined ethnicity, the police 18+1 codes."""

    W1 = "W1"
    W2 = "W2"
    W3 = "W3"
    W9 = "W9"
    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M9 = "M9"
    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    A4 = "A4"
    A9 = "A9"
    B1 = "B1"
    B2 = "B2"
    B9 = "B9"
    O2 = "O2"
    O9 = "O9"
    NS = "NS"


class Sector(StrEnum):
    """Who runs a home."""

    LOCAL_AUTHORITY = "local_authority"
    PRIVATE = "private"
    VOLUNTARY = "voluntary"


class SettingType(StrEnum):
    """What kind of placement a home is."""

    CHILDRENS_HOME = "childrens_home"
    SUPPORTED = "supported"
    FOSTER = "foster"
    KINSHIP = "kinship"


RESIDENTIAL = frozenset({SettingType.CHILDRENS_HOME, SettingType.SUPPORTED})
FOSTER = frozenset({SettingType.FOSTER, SettingType.KINSHIP})


class Judgement(StrEnum):
    """Ofsted's latest overall judgement of a home."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"
    NOT_YET_INSPECTED = "not_yet_inspected"


class Verdict(StrEnum):
    """What a finding says. The first five are breaches."""

    OVER_REPORT = "over_report"
    UNDER_REPORT = "under_report"
    WRONG_CHANNEL = "wrong_channel"
    WRONG_DECIDER = "wrong_decider"
    PROCESS = "process"
    ADVISORY = "advisory"
    CANNOT_TELL = "cannot_tell"


BREACH_VERDICTS = frozenset(
    {
        Verdict.OVER_REPORT,
        Verdict.UNDER_REPORT,
        Verdict.WRONG_CHANNEL,
        Verdict.WRONG_DECIDER,
        Verdict.PROCESS,
    }
)


class FindingOwner(StrEnum):
    """Whose step a finding is about."""

    HOME = "home"
    CARER = "carer"
    POLICE = "police"
    LOCAL_AUTHORITY = "local_authority"
    CPS = "cps"


class FindingState(StrEnum):
    """Suggested by the rules; confirmed or dismissed by the group."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class CallOutKind(StrEnum):
    """Behaviour call-outs compare homes; protective ones stand apart (protocol-rules, "Words")."""

    BEHAVIOUR = "behaviour"
    PROTECTIVE = "protective"


class Role(StrEnum):
    """What a person is in the group; `core.access` says what each may see and do."""

    CHAIR = "chair"
    PROTOCOL_LEAD = "protocol_lead"
    POLICE_REVIEWER = "police_reviewer"
    SPOC = "spoc"
    PROVIDER = "provider"
    PARTNER = "partner"
    LIAISON = "liaison"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Agency(StrEnum):
    """Who an action belongs to when it belongs to no single person."""

    POLICE = "police"
    PROVIDER = "provider"
    YOUTH_JUSTICE = "youth_justice"
    COUNCIL = "council"
    HEALTH = "health"
    CPS = "cps"


class ActionState(StrEnum):
    """An action is open until somebody ticks it; a done one can be reopened."""

    OPEN = "open"
    DONE = "done"


class ContactHow(StrEnum):
    """How a SPOC and a home were in touch."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    MEETING = "meeting"
    VISIT = "visit"


class ContactPresent(StrEnum):
    """Who was there: least contact with children (Howard League) and friendly visits pull apart."""

    STAFF = "staff"
    STAFF_AND_CHILDREN = "staff_and_children"


class TrainingKind(StrEnum):
    """What a home has in place: staff trained, a policy written, an agreement made."""

    RESTORATIVE = "restorative"
    INDUCTION = "induction"
    BEHAVIOUR_POLICY = "behaviour_policy"
    POLICE_AGREEMENT = "police_agreement"


class ContactAbout(StrEnum):
    """What a contact with a home was for."""

    CONTACT = "contact"
    ADVICE = "advice"
    MONTHLY_REVIEW = "monthly_review"
    INDUCTION = "induction"


class IncidentState(StrEnum):
    """Where an incident is between its import and the group's answer."""

    WAITING = "waiting"
    REVIEWED = "reviewed"


class MeetingState(StrEnum):
    """Planned, running, closed with minutes; of a recorded meeting only its day is known."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"
    RECORDED = "recorded"


class ItemState(StrEnum):
    """Whether a meeting takes a proposed incident."""

    TAKEN = "taken"
    DROPPED = "dropped"


class Attendance(StrEnum):
    """Whether an agency was at a meeting."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"


class AgendaReason(StrEnum):
    """Why an incident is proposed for a meeting."""

    POLICE_NOT_NEEDED = "police_not_needed"
    SERIOUS_NOT_REPORTED = "serious_not_reported"
    DISPUTED = "disputed"
    CHILD_WITH_SEVERAL = "child_with_several"
    ALARM_AT_HOME = "alarm_at_home"
    POLICE_DUTY_MISSED = "police_duty_missed"
    ADDED = "added"


class EscalationCause(StrEnum):
    """Why a step of seniority is proposed."""

    OVERDUE = "overdue"
    REPEATED = "repeated"
    ALARM = "alarm"


class EscalationState(StrEnum):
    """What a person decided on a proposed escalation."""

    ESCALATED = "escalated"
    DECLINED = "declined"
    ANSWERED = "answered"


class Panel(StrEnum):
    """Where more than one agency decides on what follows an offence."""

    DECISION_FORUM = "decision_forum"
    OOCD_PANEL = "oocd_panel"


class PanelOutcome(StrEnum):
    """What a panel decided."""

    NO_FURTHER_ACTION = "no_further_action"
    DIVERSION = "diversion"
    COMMUNITY_RESOLUTION = "community_resolution"
    YOUTH_CAUTION = "youth_caution"
    YOUTH_CONDITIONAL_CAUTION = "youth_conditional_caution"
    CHARGE = "charge"
    DEFERRED = "deferred"


class DocumentKind(StrEnum):
    """What leaves the group as a file."""

    HOME_SUMMARY = "home_summary"
    PROVIDER_SUMMARY = "provider_summary"
    INSPECTION_RECORD = "inspection_record"
    MONTH_PACK = "month_pack"
    BOARD_REPORT = "board_report"


class DisclosureLevel(StrEnum):
    """How far a document may go; who may choose which is a permission (`core.access`)."""

    GROUP = "group"
    AGREEMENT = "agreement"
    PUBLIC = "public"


class LawfulBasis(StrEnum):
    """Why sharing is lawful; which one holds is for the area's data protection officer."""

    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    LAW_ENFORCEMENT = "law_enforcement"
    NOT_PERSONAL = "not_personal"


class RequestState(StrEnum):
    """An inspector's request is open until it is answered or withdrawn."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Passage(StrEnum):
    """Free text of an incident that may be cleared to leave the group."""

    SUMMARY = "summary"
    HOME_ACCOUNT = "home_account"


class StoreKind(StrEnum):
    """What a store is, written inside it: the demonstration, or somebody's own data."""

    DEMONSTRATION = "demonstration"
    OWN = "own"


_SAID: tuple[tuple[StrEnum, str], ...] = (
    (Channel.SPOC, "SPOC"),
    (Channel.NONE, "police not contacted"),
    (Channel.ONLINE, "online report"),
    (Category.CRIMINAL_DAMAGE, "criminal damage"),
    (Category.THREATS, "threats"),
    (Category.DRUGS_POSSESSION, "possession of drugs"),
    (Category.DRUGS_SUPPLY, "supply of drugs"),
    (Category.WEAPON_POSSESSION, "possession of a weapon"),
    (Category.SEXUAL_OFFENCE_ALLEGATION, "allegation of a sexual offence"),
    (Category.PAST_ABUSE_DISCLOSURE, "disclosure of past abuse"),
    (Category.ABSENT, "away from placement without authorisation"),
    (Category.CHILD_VICTIM, "child as victim"),
    (ProtocolException.NONE, "none claimed"),
    (ProtocolException.REPEATED_AFTER_WARNING, "repeated after a warning"),
    (Decider.STAFF, "care staff"),
    (Decider.PUBLIC, "a member of the public"),
    (PoliceResponse.ADVISED, "advised"),
    (SettingType.CHILDRENS_HOME, "children's home"),
    (SettingType.SUPPORTED, "supported accommodation"),
    (SettingType.FOSTER, "foster care"),
    (SettingType.KINSHIP, "kinship care"),
    (Verdict.OVER_REPORT, "police contact could have been avoided"),
    (Verdict.UNDER_REPORT, "police or social care should have been told"),
    (Verdict.WRONG_CHANNEL, "told by another route than the protocol's"),
    (Verdict.WRONG_DECIDER, "decided by another person than the protocol's"),
    (Verdict.PROCESS, "a step is missing"),
    (Verdict.ADVISORY, "worth asking"),
    (Verdict.CANNOT_TELL, "not recorded"),
    (FindingOwner.CPS, "CPS"),
    (FindingState.CONFIRMED, "agreed"),
    (Role.POLICE_REVIEWER, "police reviewer"),
    (Role.PROTOCOL_LEAD, "protocol lead"),
    (Role.SPOC, "SPOC"),
    (Role.PROVIDER, "provider member"),
    (Role.PARTNER, "council, health or CPS member"),
    (Role.LIAISON, "Ofsted liaison"),
    (Agency.YOUTH_JUSTICE, "youth justice service"),
    (Agency.CPS, "CPS"),
    (ContactHow.TELEPHONE, "by telephone"),
    (ContactHow.EMAIL, "by e-mail"),
    (ContactHow.MEETING, "at a meeting"),
    (ContactHow.VISIT, "visit to the home"),
    (TrainingKind.RESTORATIVE, "restorative training"),
    (TrainingKind.INDUCTION, "protocol in the staff induction"),
    (TrainingKind.POLICE_AGREEMENT, "agreement with the police"),
    (ContactAbout.ADVICE, "advice given"),
    (ContactAbout.MONTHLY_REVIEW, "monthly review with the manager"),
    (ContactAbout.INDUCTION, "induction to the protocol"),
    (IncidentState.WAITING, "waits for the group"),
    (MeetingState.RECORDED, "held"),
    (AgendaReason.POLICE_NOT_NEEDED, "police may not have been needed"),
    (AgendaReason.SERIOUS_NOT_REPORTED, "serious, and nobody was told"),
    (AgendaReason.DISPUTED, "the home sees it another way"),
    (AgendaReason.CHILD_WITH_SEVERAL, "a child with several incidents"),
    (AgendaReason.ALARM_AT_HOME, "an alarm at the home"),
    (AgendaReason.POLICE_DUTY_MISSED, "a step of the police is missing"),
    (AgendaReason.ADDED, "added by hand"),
    (EscalationCause.OVERDUE, "an action stays overdue"),
    (EscalationCause.REPEATED, "a finding repeats"),
    (EscalationCause.ALARM, "an alarm stands"),
    (EscalationState.DECLINED, "not escalated"),
    (Panel.OOCD_PANEL, "out-of-court decision panel"),
    (PanelOutcome.DIVERSION, "diversionary activity (outcome 22)"),
    (DocumentKind.INSPECTION_RECORD, "record before an inspection"),
    (DocumentKind.MONTH_PACK, "monthly pack"),
    (DisclosureLevel.GROUP, "within the group"),
    (DisclosureLevel.AGREEMENT, "shared under an agreement"),
    (LawfulBasis.PUBLIC_TASK, "public task (UK GDPR, Article 6(1)(e))"),
    (LawfulBasis.LEGAL_OBLIGATION, "legal obligation (UK GDPR, Article 6(1)(c))"),
    (LawfulBasis.VITAL_INTERESTS, "vital interests (UK GDPR, Article 6(1)(d))"),
    (LawfulBasis.LAW_ENFORCEMENT, "law enforcement (Data Protection Act 2018, Part 3)"),
    (LawfulBasis.NOT_PERSONAL, "no personal data"),
    (Passage.HOME_ACCOUNT, "the home's account"),
    (DrugClass.A, "class A"),
    (DrugClass.B, "class B"),
    (DrugClass.C, "class C"),
    (DrugClass.PSYCHOACTIVE, "psychoactive substance"),
    (DrugClass.UNKNOWN, "class not known"),
    (Ethnicity.W1, "White – British"),
    (Ethnicity.W2, "White – Irish"),
    (Ethnicity.W3, "White – Gypsy or Irish Traveller"),
    (Ethnicity.W9, "White – any other"),
    (Ethnicity.M1, "Mixed – White and Black Caribbean"),
    (Ethnicity.M2, "Mixed – White and Black African"),
    (Ethnicity.M3, "Mixed – White and Asian"),
    (Ethnicity.M9, "Mixed – any other"),
    (Ethnicity.A1, "Asian – Indian"),
    (Ethnicity.A2, "Asian – Pakistani"),
    (Ethnicity.A3, "Asian – Bangladeshi"),
    (Ethnicity.A4, "Asian – Chinese"),
    (Ethnicity.A9, "Asian – any other"),
    (Ethnicity.B1, "Black – Caribbean"),
    (Ethnicity.B2, "Black – African"),
    (Ethnicity.B9, "Black – any other"),
    (Ethnicity.O2, "Other – Arab"),
    (Ethnicity.O9, "Other – any other"),
    (Ethnicity.NS, "not stated"),
)
# By type as well: equal strings of two enums are one key, and mean different things.
_WORDS = {(type(code), code.value): words for code, words in _SAID}


def say(word: StrEnum | None) -> str:
    """A code in the profession's words, in lower case; a blank is "not recorded"."""
    if word is None:
        return "not recorded"
    return _WORDS.get((type(word), word.value), word.value.replace("_", " "))
