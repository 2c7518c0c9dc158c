"""Every rule, gathered from the modules of the themes in the order in which they stand there."""

from core.protocol.registry import Rule
from core.protocol.rules import calls, missing, police, routes, steps, unreported

_THEMES = (calls, routes, unreported, steps, police, missing)

RULES: tuple[Rule, ...] = tuple(
    value for theme in _THEMES for value in vars(theme).values() if isinstance(value, Rule)
)
"""The registry."""
