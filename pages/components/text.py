"""Other people's words on a screen: never markup."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=\"'/@])")


def escape(text: object) -> str:
    """Text that Markdown shows as it is: no links, images, directives or formulas come of it."""
    return _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", str(text))).strip()
