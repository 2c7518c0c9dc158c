"""Other people's words on a screen: never markup."""

import re

# Streamlit links a bare address, and one of e-mail, after its Markdown is read: a joiner that
# nobody sees keeps it text.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_JOINER = "\u2060"
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=\"'/@])")


def escape(text: object) -> str:
    """Text that Markdown shows as it is: no links, images, directives or formulas come of it."""
    one_line = re.sub(r"\s+", " ", str(text)).strip()
    return _MARKUP.sub(r"\\\1", _ADDRESS.sub(_JOINER, one_line))
