"""What the audit says in one line, and what a walk along its chain found."""

from core.measures.sentences import say_count


def say_audit(
    changes: int, prepared: int, opened: int, refusals: int, *, narrowed: bool = False
) -> str:
    """What there is, in one line: "412 changes, 2 files prepared and 3 refusals".

    `narrowed`: the reader asked for some of it only, so that what there is none of is not named.
    """
    parts = [
        say_count(changes, "change") if changes or not narrowed else "",
        say_count(prepared, "file") + " prepared" if prepared else "",
        say_count(opened, "incident") + " opened" if opened else "",
        say_count(refusals, "refusal") if refusals or not narrowed else "",
    ]
    said = [part for part in parts if part]
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def say_chain(length: int, head: str, fault: str | None) -> tuple[str, str]:
    """What a walk found, and what it means and asks for.

    Args:
        length: how many rows were walked, up to the fault where there is one.
        head: the digest of the last row that holds.
        fault: the first fault, in words; None for none.
    """
    if fault is None:
        return (
            f"The chain is whole: {say_count(length, 'row')}, none missing, none altered.",
            "Each row holds the digest of the one before it, so that none can be changed or taken "
            "out in the middle without being found. That rows were cut off at the end the chain "
            "alone cannot tell: compare its length and head with those of a backup. A document "
            "prepared for outside names the row that its data rests on.",
        )
    return (
        f"The chain is broken: {fault}.",
        f"Up to there it holds; the last row that does has the digest {head}. What follows cannot "
        "be relied on. The app cannot do this: somebody changed the store's file by other means, "
        "or the disk is damaged. Keep the file as it is, tell the chair, and compare it with the "
        "latest backup whose chain is whole.",
    )
