"""Where a document that leaves the group comes from, and what its reader may do with it."""

from core.clock import say_moment, to_uk
from core.reports.document import Block, Heading, Paragraph, Stamp
from core.vocabulary import DisclosureLevel, say

_MEANINGS = {
    DisclosureLevel.GROUP: (
        "for its own work and meetings. It is not passed on outside: what leaves the group is "
        "prepared at another level."
    ),
    DisclosureLevel.AGREEMENT: (
        "for the reader it names and the purpose that the agreement allows. It is not passed on or "
        "published: its small numbers may tell who is meant."
    ),
    DisclosureLevel.PUBLIC: (
        "to be published, quoted and passed on freely. Small numbers are withheld in it, with "
        "every figure from which they could be worked out; withheld is not zero."
    ),
}


def build_provenance(stamp: Stamp, ruleset: str = "") -> tuple[Block, ...]:
    """The last part of a document that is sent; () for one that stays within the product.

    `ruleset`: what findings were judged by; not said where it is blank.
    """
    if stamp.sent is None:
        return ()
    level = say(stamp.sent.level)
    said = [
        ("Level", f"{level[:1].upper()}{level[1:]}, {_MEANINGS[stamp.sent.level]}"),
        ("For", stamp.sent.recipient),
        ("Lawful basis", say(stamp.sent.basis)),
        ("Ruleset", ruleset),
        ("Made", f"{say_moment(to_uk(stamp.made_at))} by {stamp.made_by}"),
        ("Data revision", f"{stamp.data_revision:,}"),
        # Long enough for the digest to have a line of its own, where it is copied whole.
        ("Audit anchor, the SHA-256 of the audit’s row that made it", stamp.sent.audit_anchor),
    ]
    lines = (Paragraph(words, label) for label, words in said if words)
    return (Heading("Where this document comes from"), *lines)
