"""The log numbers of incidents that were anonymised: enough to refuse them again, no more.

Only a keyed digest of each is kept, apart from its incident. Who holds the store and guesses a log
number can learn that it was once here; not which incident it was.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Mapping

from sqlmodel import Session, col, select

from core.tables import Setting

SALT = "anonymised_references_key"
PREFIX = "anonymised_reference:"
_MOST_PARAMETERS = 500


def remember_references(session: Session, known_to_police: Mapping[str, bool]) -> None:
    """Keep the digests of references that are about to go; `known_to_police` by reference."""
    salt = session.get(Setting, SALT)
    if salt is None:
        salt = Setting(name=SALT, value=secrets.token_hex(32))
        session.add(salt)
    names = {build_name(salt.value, text): known for text, known in known_to_police.items()}
    # In the digests' own order: that of the rows must not tell which incident each was.
    for name in sorted(names):
        if session.get(Setting, name) is None:
            session.add(Setting(name=name, value=json.dumps(names[name])))
    session.flush()


def find_anonymised(session: Session, references: Collection[str]) -> dict[str, bool]:
    """Which of these references belonged to an anonymised incident, and whether the police knew."""
    salt = session.get(Setting, SALT)
    if salt is None:
        return {}
    names = {build_name(salt.value, text): text for text in references}
    wanted = sorted(names)
    found: dict[str, bool] = {}
    for start in range(0, len(wanted), _MOST_PARAMETERS):
        some = col(Setting.name).in_(wanted[start : start + _MOST_PARAMETERS])
        for row in session.exec(select(Setting).where(some)):
            found[names[row.name]] = bool(json.loads(row.value))
    return found


def build_name(salt: str, reference: str) -> str:
    """The setting that remembers a reference: its keyed digest, whatever its case."""
    plain = " ".join(reference.split()).casefold()
    return PREFIX + hmac.new(bytes.fromhex(salt), plain.encode(), hashlib.sha256).hexdigest()
