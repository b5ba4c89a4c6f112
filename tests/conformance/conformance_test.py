# SPDX-License-Identifier: GPL-2.0-or-later
"""The cases of this folder on the simulator and on QEMU, line by line.

usage: conformance_test.py PROGRAM FOLDER [QEMU]
FOLDER holds m4.elf and, for QEMU, qemu.elf. expected.txt is what the simulator prints, one case a
line. differences.toml has each case that QEMU answers in another way, with both answers and why.
With --write as the last argument, expected.txt is written anew instead.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
WRITE = sys.argv[-1] == "--write" and bool(sys.argv.pop())
QEMU = sys.argv.pop(3) if len(sys.argv) > 3 else ""
IMAGES = Path(sys.argv.pop(2)).resolve()
PROGRAM = str(Path(sys.argv.pop(1)).resolve())
TIME_LIMIT_S = 120
FEWEST_CASES = 300
Lines = dict[str, str]


def cases(text: str) -> Lines:
    """The answer of each case by its name; a name that comes twice is an error."""
    found: Lines = {}
    for line in text.splitlines():
        name, _, answer = line.partition(":")
        if name in found:
            raise AssertionError(f"two cases are called {name}")
        found[name] = answer.strip()
    return found


def on_the_simulator(*arguments: str) -> Lines:
    """What the real command prints."""
    with tempfile.TemporaryDirectory(prefix="armillary-test-") as name:
        events = Path(name) / "e.jsonl"
        done = subprocess.run(
            [PROGRAM, "run", "--m4-0", str(IMAGES / "m4.elf"), "--for", "10s", "--quiet",
             "--events", str(events), *arguments],
            capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        records = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    return cases("".join(r["data"] for r in records if r["src"] == "m4-0.semihosting"))


def on_qemu() -> Lines:
    """What QEMU's MPS2 board with a Cortex-M4 prints."""
    with tempfile.TemporaryDirectory(prefix="armillary-test-") as name:
        text = Path(name) / "out.txt"
        # -icount: its timers count instructions instead of the host's time.
        done = subprocess.run(
            [QEMU, "-M", "mps2-an386", "-icount", "shift=5,sleep=off", "-nodefaults",
             "-display", "none", "-monitor", "none", "-serial", "none",
             "-chardev", f"file,id=out,path={text}", "-semihosting-config", "enable=on,target=native,chardev=out",
             "-kernel", str(IMAGES / "qemu.elf")],
            capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return cases(text.read_text(encoding="utf-8"))


def expected() -> Lines:
    """The answers that were judged right."""
    text = (HERE / "expected.txt").read_text(encoding="utf-8")
    return cases("".join(line for line in text.splitlines(True) if not line.startswith("#")))


class Conformance(unittest.TestCase):
    """Every case, here and there."""

    maxDiff = None

    def compare(self, ours: Lines, theirs: Lines) -> None:
        """The same cases with the same answers."""
        self.assertEqual(list(ours), list(theirs))
        for name, answer in ours.items():
            with self.subTest(name):
                self.assertEqual(answer, theirs[name])

    def test_the_simulator_gives_the_expected_answers(self) -> None:
        found = on_the_simulator()
        self.assertGreaterEqual(len(found), FEWEST_CASES)
        self.compare(found, expected())

    def test_no_slice_length_shows(self) -> None:
        for quantum in ("1", "7"):
            self.compare(on_the_simulator("--quantum", quantum), expected())

    @unittest.skipUnless(QEMU, "qemu-system-arm is not installed")
    def test_qemu_agrees_but_for_the_differences_that_are_explained(self) -> None:
        table = tomllib.loads((HERE / "differences.toml").read_text(encoding="utf-8"))
        explained = {}
        for reason in table["reason"]:
            self.assertIn(reason["wrong"], ("qemu", "neither"), "a fault of ours is to be mended")
            self.assertGreater(len(reason["why"]), 30)
            for name, answer in reason["qemu"].items():
                self.assertNotIn(name, explained)
                explained[name] = answer
        ours = expected()
        self.assertEqual(set(explained) - set(ours), set(), "no such case")
        for name, answer in explained.items():
            self.assertNotEqual(answer, ours[name], f"{name}: there is no difference any more")
        self.compare(on_qemu(), ours | explained)


if __name__ == "__main__":
    if WRITE:
        HEAD = ("# SPDX-License-Identifier: GPL-2.0-or-later\n"
                "# What each case tells on the simulator. conformance_test.py compares.\n")
        (HERE / "expected.txt").write_text(
            HEAD + "".join(f"{name}: {answer}\n" for name, answer in on_the_simulator().items()),
            encoding="utf-8")
    else:
        unittest.main()
