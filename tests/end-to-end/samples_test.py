# SPDX-License-Identifier: GPL-2.0-or-later
"""The samples, run by the real command: their event logs are the golden ones, byte for byte,
whatever the slice length, the number of host threads and the load of the host.

usage: samples_test.py PROGRAM SAMPLES [--update]      --update writes the golden logs anew
"""

from __future__ import annotations

import difflib
import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

UPDATE = "--update" in sys.argv
if UPDATE:
    sys.argv.remove("--update")
SAMPLES = Path(sys.argv.pop(2)).resolve()
PROGRAM = str(Path(sys.argv.pop(1)).resolve())
GOLDEN = Path(__file__).resolve().parent / "golden"
VIRTUAL = {"hello-rt": "3500ms", "blink-hl": "8s", "uart-hl": "5500ms", "i2c-hl": "5500ms",
           "spi-hl": "5500ms", "adc-hl": "5500ms", "pwm-hl": "5500ms",
           "storage-hl": "4s", "timers-hl": "3500ms", "threads-hl": "500ms", "tasks": "1300ms",
           "thermostat": "12s"}


def command(sample: str, folder: Path, *more: str) -> list[str]:
    """The run of a sample with its reports in a folder."""
    return [PROGRAM, "run", str(SAMPLES / sample / "device.yaml"), "--for", VIRTUAL[sample],
            "--quiet", "--events", str(folder / "events.jsonl"), "--summary",
            str(folder / "summary.json"), "--telemetry", str(folder / "telemetry.jsonl"), *more]


class Samples(unittest.TestCase):
    """Each run has a folder of its own."""

    def run_sample(self, sample: str, *more: str) -> tuple[bytes, dict, bytes]:
        """The event log, the summary and the telemetry of a run."""
        with tempfile.TemporaryDirectory(prefix="armillary-test-") as name:
            folder = Path(name)
            done = subprocess.run(command(sample, folder, *more), capture_output=True, text=True,
                                  timeout=300, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            return ((folder / "events.jsonl").read_bytes(),
                    json.loads((folder / "summary.json").read_text(encoding="utf-8")),
                    (folder / "telemetry.jsonl").read_bytes())

    def test_event_logs_are_the_golden_ones(self) -> None:
        for sample in VIRTUAL:
            with self.subTest(sample):
                events, summary, _ = self.run_sample(sample)
                self.assertEqual(summary["run_hash"], hashlib.sha256(events).hexdigest())
                golden = GOLDEN / f"{sample}.jsonl"
                if UPDATE:
                    golden.write_bytes(events)
                expected = golden.read_bytes()
                if events != expected:
                    delta = difflib.unified_diff(
                        expected.decode().splitlines(), events.decode().splitlines(), "golden",
                        "this run", lineterm="", n=1)
                    self.fail("\n".join(list(delta)[:20]))

    def test_neither_slices_nor_threads_show(self) -> None:
        for sample in ("tasks", "thermostat"):
            _, reference, _ = self.run_sample(sample)
            for quantum in ("1000", "20000", "100000"):
                for threads in ("1", "2", "3"):
                    with self.subTest(sample, quantum=quantum, threads=threads):
                        _, summary, _ = self.run_sample(sample, "--quantum", quantum,
                                                        "--threads", threads)
                        self.assertEqual(summary["run_hash"], reference["run_hash"])
                        self.assertEqual(summary["instructions"], reference["instructions"])

    def test_runs_side_by_side_on_a_busy_host_are_equal(self) -> None:
        with tempfile.TemporaryDirectory(prefix="armillary-test-") as name:
            runs = []
            for number in range(6):
                folder = Path(name) / str(number)
                folder.mkdir()
                runs.append((folder, subprocess.Popen(
                    command("thermostat", folder), stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)))
            hashes = set()
            for folder, process in runs:
                self.assertEqual(process.wait(timeout=300), 0)
                summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
                hashes.add(summary["run_hash"])
            self.assertEqual(len(hashes), 1)

    def test_another_seed_is_another_run_of_the_same_device(self) -> None:
        _, one, _ = self.run_sample("thermostat", "--seed", "1")
        _, same, _ = self.run_sample("thermostat")
        self.assertEqual(one["run_hash"], same["run_hash"], "the device file says seed 1")

    def test_telemetry_arrives_with_what_the_sensor_measured(self) -> None:
        events, _, telemetry = self.run_sample("thermostat")
        messages = [json.loads(line) for line in telemetry.decode().splitlines()]
        self.assertGreaterEqual(len(messages), 2)
        lines = [json.loads(line) for line in events.decode().splitlines()]
        readings = {}
        for line in lines:
            if line["src"] == "m4-0.uart" and line["data"].startswith("sensor: #"):
                number, value = line["data"].split()[1:3]
                readings[int(number[1:])] = float(value)
        for message in messages:
            self.assertEqual(message["device"], "thermostat-01")
            payload = message["payload"]
            self.assertAlmostEqual(payload["temperature"], readings[payload["sequence"]])

    def test_ten_minutes_of_the_thermostat_bring_nothing_that_is_not_modelled(self) -> None:
        with tempfile.TemporaryDirectory(prefix="armillary-test-") as name:
            folder = Path(name)
            long_run = [part if part != VIRTUAL["thermostat"] else "600s"
                        for part in command("thermostat", folder, "--strict")]
            done = subprocess.run(long_run, capture_output=True, text=True, timeout=300,
                                  check=False)
            self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
