"""The audit's verbs and nouns as a person reads them. A test holds that none is missing."""

from collections.abc import Mapping

VERBS: Mapping[str, str] = {
    "accepted alias": "accepted a spelling of",
    "added": "added",
    "anonymised": "anonymised",
    "answered": "answered",
    "asked": "asked for more time for",
    "backed up": "backed up",
    "built": "built",
    "changed": "changed",
    "cleared": "cleared to leave the group",
    "closed": "closed",
    "corrected": "corrected",
    "declared interest": "declared an interest in",
    "declined": "declined",
    "dropped item": "took an item off",
    "ended": "ended",
    "escalated": "escalated",
    "exported": "took out",
    "gave": "gave",
    "gave account": "recorded the home's account of",
    "given": "gave",
    "granted": "granted more time for",
    "handed over": "handed over",
    "heard the home": "heard the home on",
    "imported": "imported",
    "kept the verdict": "kept the verdict of",
    "logged": "logged",
    "logged again": "logged again",
    "moved": "moved",
    "moved item": "moved",
    "noted": "noted",
    "noted attendance": "noted attendance of",
    "noted decision": "noted a decision,",
    "noted police": "noted that the police had left",
    "opened": "opened",
    "planned": "planned",
    "prepared": "prepared",
    "recorded": "recorded",
    "recorded outcome": "recorded the outcome of",
    "released account": "let sign in with another account",
    "referred": "referred to the police",
    "refused": "was refused",
    "removed": "removed",
    "removed alias": "removed a spelling of",
    "removed decision": "removed a decision,",
    "reopened": "reopened",
    "restored": "restored",
    "revealed": "showed the findings of",
    "reviewed": "reviewed",
    "saved": "saved",
    "sent to": "sent to",
    "set": "set",
    "set SPOC": "set the SPOC of",
    "set level": "set the level of",
    "signed in": "signed in,",
    "signed out": "signed out,",
    "signed out everywhere": "signed out everywhere,",
    "ticked": "ticked",
    "took back": "took back",
    "took back interest": "took back an interest in",
    "took items": "took items onto",
    "undone": "undid",
    "went to item": "went to another item of",
    "withdrew": "withdrew",
    "wrote": "saved",
}

NOUNS: Mapping[str, str] = {
    "access": "access",
    "action": "action",
    "actions": "actions",
    "annotation": "note on a figure",
    "audit": "audit",
    "authority": "authority",
    "batch": "batch",
    "contact": "contact",
    "cover": "cover",
    "demonstration": "demonstration",
    "document": "document",
    "documents": "documents",
    "escalation": "escalation",
    "escalation steps": "steps of escalation",
    "governance": "meetings and panels",
    "home": "home",
    "homes": "homes",
    "incident": "incident",
    "incidents": "incidents",
    "mapping": "mapping",
    "meeting": "meeting",
    "meeting item": "item of a meeting",
    "meeting note": "decision of a meeting",
    "minutes": "minutes of meeting",
    "panel": "panel",
    "passage": "passage of incident",
    "people": "people",
    "person": "person",
    "record": "record",
    "references": "log numbers",
    "request": "inspector's request",
    "retention": "age of retention",
    "share": "document, entry in the share log",
    "share log": "share log",
    "store": "store",
    "sign_in": "sign-in",
    "subject record": "record of one child",
    "training": "training",
}

REFUSED, OPENED = "refused", "opened"
TAKEN_OUT_VERBS = frozenset({"prepared", "exported"})
"""Verbs of what left the store as a file."""
REFUSED_NOUNS = frozenset({"access", "sign_in"})
"""An action's owner can be refused more time; that is a change, and no refusal of access."""


def say_verb(verb: str) -> str:
    """A verb in words; one that is not known stands as it is."""
    return VERBS.get(verb, verb)


def say_noun(noun: str) -> str:
    """A noun in words; one that is not known stands as it is."""
    return NOUNS.get(noun, noun)
