"""What refers to itself is given back, although Python by itself would keep it."""

import asyncio
import gc
import weakref
from contextlib import suppress

from core.server.garbage import collect_garbage


class _Ring:
    def __init__(self) -> None:
        self.itself = self


def test_garbage_that_refers_to_itself_is_collected_while_python_does_not() -> None:
    gc.disable()
    try:
        left = weakref.ref(_Ring())
        assert left() is not None
        with suppress(TimeoutError):
            asyncio.run(asyncio.wait_for(collect_garbage(every=0.01), 0.2))
        assert left() is None
    finally:
        gc.enable()
