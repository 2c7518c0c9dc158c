"""The demonstration store: a synthetic county from 2016 to now, the same for one seed and day."""

from core.demonstration.building import build_demonstration, is_current

__all__ = ["build_demonstration", "is_current"]
