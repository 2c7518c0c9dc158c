"""The finding of a timeline of months, short enough for a heading."""

from core.measures.run_chart import RunChart
from core.measures.sentences import say_count


def say_run_chart_title(chart: RunChart) -> str:
    """What is usual and whether it shifted: "About 2 behaviour call-outs a month, no shift"."""
    if chart.centre is None:
        return "No whole month of data: nothing can be said of what is usual"
    if chart.centre == 0:
        return "At least every other month was without a behaviour call-out"
    number = f"{chart.centre:g}"
    usual = f"A usual month has {number} behaviour call-out{'' if chart.centre == 1 else 's'}"
    if chart.runs is None:
        return f"{usual}; too few months to judge a shift"
    if not chart.is_signal:
        return f"{usual}; no shift in {say_count(chart.months, 'month')}"
    if chart.runs.longest_run > chart.runs.longest_run_max:
        side = "above" if chart.is_above else "below"
        return f"A shift: {chart.runs.longest_run} months in a row {side} the usual {number}"
    return f"A shift: the months cross the usual {number} less often than chance explains"
