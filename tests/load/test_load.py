"""A few people in one meeting over the app's own protocol, and how their waits are counted."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.load.__main__ import read_arguments, run
from tests.load.screen import Screen
from tests.load.serving import read_rows
from tests.load.telling import find_slope, find_times, find_waits


def _alone(do, what):
    # Another test's Chromium may have an event loop in this thread.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(do, what).result()


def _hold(folder: Path, *told: str):
    asked = read_arguments(["--folder", str(folder / "load"), "--minutes", "0", *told])
    trial, verdict = _alone(run, asked)
    missed = [(tick.words, tick.missed) for tick in trial.ticks if tick.missed or tick.own is None]
    assert (verdict.lost, verdict.twice, verdict.fault) == ((), (), None)
    assert (missed, trial.faults) == ([], [])
    return trial, verdict


def test_what_one_records_two_others_see(tmp_path):
    told = ["--clients", "3", "--ramp", "3", "--ramp-seconds", "8", "--ramp-every", "1"]
    trial, verdict = _hold(tmp_path, *told)
    assert verdict.acknowledged >= 1
    assert all(len(tick.others) == 2 for tick in trial.ticks)
    assert all(screen.polls for screen in trial.followers)


@pytest.mark.faults
def test_eight_people_an_import_and_a_visitor_lose_nothing_and_leave_nothing_behind(tmp_path):
    told = ["--clients", "8", "--ramp", "--minutes", "2", "--every", "4", "--import-every", "30"]
    trial, verdict = _hold(tmp_path, *told, "--visitors", "1", "--wait")
    assert verdict.acknowledged > 5 and trial.imports and trial.visits
    last = read_rows(tmp_path / "load", "samples")[-1]
    assert last["connected"] == 0 and last["connections"] == 0
    kept = [row["sessions"] for row in read_rows(tmp_path / "load", "samples") if "sessions" in row]
    assert kept[-1] <= 1  # Streamlit keeps the last that left until another leaves.


def test_waits_are_counted_from_the_first_commit_after_the_press():
    tick = {"clicked": 10.0, "own": 10.5, "others": [11.25, 12.25]}
    commits = [{"at": 9.0}, {"at": 10.25}, {"at": 10.75}]
    waits = find_waits([tick], commits)
    assert waits == {
        "own": [0.5],
        "click": [1.25, 2.25],
        "commit": [1.0, 2.0],
        "to commit": [0.25],
    }


def test_without_a_commit_of_its_own_a_wait_has_no_commit_to_be_counted_from():
    tick = {"clicked": 10.0, "own": None, "others": [11.0]}
    assert find_waits([tick], [{"at": 12.0}])["commit"] == []


def test_times_have_the_longest_and_none_of_nothing():
    times = find_times([float(second) for second in range(1, 101)])
    assert times is not None
    assert (times.count, times.p50, times.longest) == (100, 50.5, 100.0)
    assert times.p95 == pytest.approx(95.05)
    assert find_times([]) is None


@pytest.mark.parametrize(("grows", "has_none"), [(0.0, True), (6.0, False)])
def test_growth_an_hour_is_found_after_the_warm_up(grows, has_none):
    # The first quarter rises steeply, and counts for nothing.
    rows = [
        {"at": 60.0 * n, "rss_mb": 300 + (n % 3) + grows * n / 60 - max(0, 10 - n) * 20}
        for n in range(41)
    ]
    slope = find_slope(rows, "rss_mb")
    assert slope is not None
    middle, low, high = slope
    assert (low <= 0 <= high) is has_none
    assert middle == pytest.approx(grows, abs=1.5)


def test_growth_is_not_told_of_less_than_ten_minutes():
    rows = [{"at": 60.0 * n, "rss_mb": 300.0} for n in range(13)]
    assert find_slope(rows[:12], "rss_mb") is None
    assert find_slope(rows, "rss_mb") is not None


def _say(words: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = words
    return message


def _begin(*fragment_ids: str) -> ForwardMsg:
    message = ForwardMsg()
    message.new_session.page_script_hash = "page"
    message.metadata.run.fragment_ids.extend(fragment_ids)
    return message


def _see(*messages: ForwardMsg) -> Screen:
    screen = Screen("http://127.0.0.1", "run", "somebody")

    async def take() -> None:
        for message in messages:
            screen._take(message)

    _alone(asyncio.run, take())
    return screen


@pytest.mark.parametrize(("begins", "seen"), [((), True), (("clock",), False)])
def test_words_count_as_shown_where_a_whole_run_brings_them(begins, seen):
    screen = Screen("http://127.0.0.1", "run", "somebody")
    watch = screen.watch("Decision 7")
    for message in (_begin(*begins), _say("Decision 7, saved")):
        screen._take(message)
    assert (watch.came is not None) is seen


def test_a_run_whose_end_the_server_dropped_is_told_by_the_next_look():
    button = ForwardMsg()
    button.delta.new_element.button.id = "$$ID-1-room_next"
    screen = _see(_begin(), button, _begin("clock"))
    assert screen.cut_short == 1
    assert screen.find_by_key("room_next") == "$$ID-1-room_next"


def test_what_a_page_says_of_a_fault_is_noted():
    assert _see(_begin(), _say("Saved 10:14.")).faults == []
    assert len(_see(_begin(), _say("Something went wrong on this page.")).faults) == 1
