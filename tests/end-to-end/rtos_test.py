# SPDX-License-Identifier: GPL-2.0-or-later
"""A real-time operating system at full load, run by the real command: floating-point results stay
right through every switch, nothing is lost or late, and the event log does not depend on the
slice length or the number of host threads.

usage: rtos_test.py PROGRAM SAMPLE-FOLDER [--seconds N]     N seconds of virtual time, 3 unless told
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SECONDS = 3
if "--seconds" in sys.argv:
    SECONDS = int(sys.argv.pop(sys.argv.index("--seconds") + 1))
    sys.argv.remove("--seconds")
SAMPLE = Path(sys.argv.pop(2)).resolve()
PROGRAM = str(Path(sys.argv.pop(1)).resolve())
SLICES = ("1000", "20000", "100000", None)
COUNTS = re.compile(
    r"\w+: second (\d+), rounds (\d+), errors (\d+), samples (\d+), lost (\d+), timer (\d+)")
INTERRUPTS = re.compile(r"\w+: interrupts (\d+) and (\d+), nested (\d+), filter at -?(\d+)")


def run(*more: str) -> tuple[list[dict], dict]:
    """The events and the summary of a run."""
    with tempfile.TemporaryDirectory(prefix="armillary-test-") as name:
        folder = Path(name)
        done = subprocess.run(
            [PROGRAM, "run", str(SAMPLE / "device.yaml"), "--for", f"{SECONDS * 1000 + 100}ms", "--quiet",
             "--strict", "--events", str(folder / "events.jsonl"), "--summary",
             str(folder / "summary.json"), *more],
            capture_output=True, text=True, timeout=120 + 30 * SECONDS, check=False)
        if done.returncode != 0:
            raise AssertionError(f"ended with {done.returncode}: {done.stderr}")
        events = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
        return ([json.loads(line) for line in events],
                json.loads((folder / "summary.json").read_text(encoding="utf-8")))


class Rtos(unittest.TestCase):
    """One kernel's sample."""

    def test_every_second_is_told_and_nothing_is_wrong_or_lost(self) -> None:
        events, summary = run()
        texts = [event["data"].strip() for event in events if event["type"] == "uart"]
        counts = [tuple(map(int, match.groups())) for text in texts
                  if (match := COUNTS.fullmatch(text))]
        interrupts = [tuple(map(int, match.groups())) for text in texts
                      if (match := INTERRUPTS.fullmatch(text))]
        self.assertEqual([line[0] for line in counts], list(range(1, SECONDS + 1)), texts)
        self.assertEqual(len(interrupts), SECONDS, texts)
        rounds = 0
        for (second, total, errors, samples, lost, timer), (outer, inner, nested, _) in zip(
                counts, interrupts):
            self.assertEqual((errors, lost), (0, 0))
            self.assertGreater(total, rounds)
            rounds = total
            self.assertLessEqual(abs(samples - 512 * second), 1)
            self.assertLessEqual(abs(outer - samples), 1)
            # One each 300 us, and the few cycles until it is started again.
            self.assertAlmostEqual(inner, second * 1e6 / 300, delta=5 * second)
            self.assertGreater(nested, 20 * second)
            self.assertGreaterEqual(timer, 99 * second)
        self.assertGreater(summary["instructions"]["m4-0"], 0.99 * 197_600_000 * SECONDS,
                           "the core never sleeps")

    def test_neither_slices_nor_threads_show(self) -> None:
        _, reference = run()
        for quantum in SLICES:
            for threads in ("1", "2"):
                slices = [] if quantum is None else ["--quantum", quantum]
                with self.subTest(quantum=quantum, threads=threads):
                    _, summary = run(*slices, "--threads", threads)
                    self.assertEqual(summary["run_hash"], reference["run_hash"])
                    self.assertEqual(summary["instructions"], reference["instructions"])


if __name__ == "__main__":
    unittest.main()
