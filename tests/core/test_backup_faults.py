"""The long drills of `make faults`: backups that are killed again and again."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from core.access import SYSTEM
from core.backup import backup
from core.backup_checking import check_backup
from core.checking import check_store
from core.restore import restore
from core.store import ROOT, build_url, open_store
from tests.faults.results import Result, record
from tests.world import World

pytestmark = pytest.mark.faults

ROUNDS = 100

# Forked, so that a round takes no second of imports: the parent has no store open.
_WORK = """
import os, sys
from pathlib import Path
from core.access import SYSTEM
from core.annotations import add_annotation
from core.backup import backup
from core.clock import read_today
from core.store import open_store
url, folder = sys.argv[1], Path(sys.argv[2])
for line in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        os.waitpid(child, 0)
        continue
    store, said = open_store(url), (folder / "acknowledged").open("a")
    for step in range(10**6):
        words = f"{line.strip()}:{step}"
        add_annotation(store, SYSTEM, words=words, on_day=read_today(), home_id=None)
        print(words, file=said, flush=True)
        backup(store, SYSTEM, folder / "b.db")
"""


def test_no_kill_takes_the_last_backup_or_an_acknowledged_change(
    world: World, tmp_path: Path
) -> None:
    draw, path, acknowledged = random.Random(7), tmp_path / "b.db", tmp_path / "acknowledged"
    acknowledged.touch()
    backup(world.store, SYSTEM, path)
    world.store.close()
    words = [sys.executable, "-c", _WORK, world.store.url, str(tmp_path)]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdin is not None and parent.stdout is not None
        for number in range(ROUNDS):
            size = acknowledged.stat().st_size
            print(number, file=parent.stdin, flush=True)
            child = int(parent.stdout.readline())
            while acknowledged.stat().st_size == size:
                sleep(0.005)
            sleep(draw.uniform(0, 0.15))
            os.kill(child, signal.SIGKILL)
            assert check_backup(path).faults == (), number
        parent.stdin.close()
    restored = restore(path, world.store.url)
    assert restored.kept is not None
    store = open_store(build_url(restored.kept))
    faults = check_store(store, SYSTEM)["faults"]
    with store.read() as session:
        kept = set(session.connection().exec_driver_sql("SELECT words FROM annotation").scalars())
    said = set(acknowledged.read_text().split())
    record(
        Result(
            "Backup killed (SIGKILL) at a random moment while changes are made",
            ROUNDS,
            len(said),
            len(said - kept),
            1 if faults else 0,
            "The last backup is whole and is restored; the store opens as it was.",
        )
    )
    assert faults == [] and len(said) >= ROUNDS and said <= kept
