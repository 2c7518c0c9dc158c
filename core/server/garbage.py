"""Memory that is in use no more, given back in time."""

import asyncio
import gc

_EVERY = 300.0  # seconds; a collection stops everybody for a fifth of a second


async def collect_garbage(every: float = _EVERY) -> None:
    """Collect all garbage that refers to itself every so many seconds, until cancelled.

    Python does so when a quarter more has come to stand beside what it has loaded, which is much:
    not in an hour of a meeting of thirty, in which memory rose all the time. Streamlit would do so
    after each run of a page, and everybody wait (`postScriptGC`).
    """
    while True:
        await asyncio.sleep(every)
        gc.collect()
