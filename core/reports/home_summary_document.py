"""A home summary as a document: the words of the page, the PDF and the workbook, in one order.

First what the period shows, then what is to be asked, then the rows an inspector matches to the
home's own records, then follow-up, then what is incomplete and how figures are made.
"""

from core.clock import say_date
from core.measures.home_sentences import say_home_title
from core.measures.notifiable import say_prompts_intro
from core.measures.period import say_period
from core.measures.sentences import say_count
from core.measures.share import build_needed_share
from core.measures.summary_limits_sentences import (
    find_rulesets,
    say_editions,
    say_gaps,
    say_method,
    say_no_data,
    say_rulesets,
)
from core.reports.document import Block, Document, Heading, Paragraph, Points, Table
from core.reports.home_summary_blocks import build_call_out_blocks, build_shown
from core.reports.home_summary_follow_up import (
    build_actions_table,
    build_training_table,
    build_visits_table,
)
from core.reports.home_summary_tables import (
    build_away_table,
    build_contacts_table,
    build_findings_table,
    build_home_table,
    build_prompts_table,
)
from core.reports.home_summary_value import HomeSummary
from core.vocabulary import DocumentKind, SettingType, say

_ACCOUNT_HEADING = "The home’s account"


def build_home_summary_document(
    summary: HomeSummary, kind: DocumentKind = DocumentKind.HOME_SUMMARY
) -> Document:
    """The summary in the order in which its reader needs it."""
    return Document(
        title=say_title(summary),
        about=_say_about(summary, kind),
        blocks=(*build_home_blocks(summary), *build_method(summary)),
        ruleset=say_rulesets(find_rulesets(summary.period)),
    )


def build_home_blocks(summary: HomeSummary) -> tuple[Block, ...]:
    """All of the summary but how its figures are made."""
    return (
        *build_shown(summary),
        Heading("The home"),
        build_home_table(summary.home, summary.today),
        *build_call_out_blocks(summary),
        *_build_prompts(summary),
        *_build_findings(summary),
        *_build_contacts(summary),
        *_build_follow_up(summary),
        *_build_limits(summary),
    )


def say_title(summary: HomeSummary) -> str:
    """The finding: how many call-outs, how many the group found avoidable or does not know of."""
    answers = [contact.police_needed for contact in summary.call_outs]
    needed, not_needed = answers.count("yes"), answers.count("no")
    share = build_needed_share(needed, not_needed, len(answers) - needed - not_needed)
    has_data = summary.counted is not None
    return say_home_title(summary.name, share, summary.period, has_data=has_data)


def _say_about(summary: HomeSummary, kind: DocumentKind) -> str:
    said = say(kind)
    parts = [
        said[:1].upper() + said[1:],
        say_period(summary.period),
        summary.urn,
        summary.home.provider or "provider not recorded",
    ]
    if summary.data_to is not None:
        parts.append(f"data to {say_date(summary.data_to)}")
    return " · ".join(parts)


def _build_prompts(summary: HomeSummary) -> tuple[Block, ...]:
    setting: SettingType = summary.home.setting
    intro = say_prompts_intro(setting, len(summary.prompts), len(summary.contacts))
    blocks: tuple[Block, ...] = (Heading("Was Ofsted notified?"), Paragraph(intro))
    return (*blocks, build_prompts_table(summary.prompts)) if summary.prompts else blocks


def _build_findings(summary: HomeSummary) -> tuple[Block, ...]:
    heading = Heading("What the group agreed was not in line with the protocol")
    if not summary.findings:
        return (heading, Paragraph("The group agreed no finding in the period."))
    accounts = {
        finding.reference: finding.response
        for finding in summary.findings
        if finding.reference and finding.response
    }
    intro = (
        "What was found is fact, as the records show it. What it means is the group’s view. The "
        "account, where there is one, is the home’s own."
    )
    blocks: list[Block] = [heading, Paragraph(intro), build_findings_table(summary.findings)]
    if accounts:
        blocks.append(Heading(f"{_ACCOUNT_HEADING}, in its own words", 2))
        blocks += [Paragraph(words, reference) for reference, words in accounts.items()]
    return tuple(blocks)


def _build_contacts(summary: HomeSummary) -> tuple[Block, ...]:
    heading = Heading("Contacts with the police, by the force’s log number")
    if not summary.contacts:
        return (heading, Paragraph("No contact with the police is in the data for the period."))
    blocks: list[Block] = [heading]
    if (table := build_contacts_table(summary.contacts)).rows:
        blocks.append(table)
    if (away := build_away_table(summary.contacts)).rows:
        blocks += [Heading("Children missing or away", 2), away]
    cleared = [contact for contact in summary.contacts if contact.summary]
    if cleared:
        blocks.append(Heading("From the record, as cleared by the group", 2))
        blocks += [Paragraph(contact.summary or "", contact.reference) for contact in cleared]
    return tuple(blocks)


def _build_follow_up(summary: HomeSummary) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading("Follow-up with the home")]
    if summary.actions:
        blocks.append(build_actions_table(summary.actions))
    else:
        blocks.append(Paragraph("No action about the home is open or was done since it began."))
    blocks.append(Heading("Contacts of the police and the group with the home", 2))
    if summary.visits:
        blocks.append(build_visits_table(summary.visits))
    else:
        blocks.append(Paragraph("None is recorded in the period."))
    blocks.append(Heading("Training and agreements", 2))
    if summary.training:
        blocks.append(build_training_table(summary.training))
    else:
        blocks.append(Paragraph("Not recorded, which is not the same as none."))
    if summary.notes:
        notes = tuple(f"{say_date(day)}: {words}" for day, words in summary.notes)
        blocks.append(Points(notes, "Noted of the home"))
    return tuple(blocks)


def _build_limits(summary: HomeSummary) -> tuple[Block, ...]:
    gaps = say_gaps(summary.gaps)
    if summary.counted is None:
        gaps = [say_no_data(summary.period)]
    blocks: list[Block] = []
    if summary.split:
        total = say_count(len(summary.call_outs), "call-out")
        blocks += [
            Heading("Call-outs by age and gender, within the group only"),
            Table(
                ("By", "Group", "Call-outs"),
                summary.split,
                f"{total} by age group and by gender",
                (3, 5, 2),
                "split",
            ),
        ]
    blocks.append(Heading("What is incomplete"))
    nothing = "Imports cover every day, every contact is reviewed, and no asked fact is blank."
    blocks.append(Points(tuple(gaps)) if gaps else Paragraph(nothing))
    return tuple(blocks)


def build_method(summary: HomeSummary) -> tuple[Block, ...]:
    """How the figures are made, and what the protocol's text is."""
    method = say_method(summary.rate, say(summary.level))
    method += say_editions(find_rulesets(summary.period), summary.period, summary.today)
    return (Heading("How the figures are made"), Points(tuple(method)))
