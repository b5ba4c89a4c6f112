# SPDX-License-Identifier: GPL-2.0-or-later
"""The real command: options, bad input, reports, hashes. usage: command_test.py PROGRAM"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import unittest

from armillary_command import PROGRAM, TCM, Command, elf, table

# movs r0, #0; loop: adds r0, #1; b loop
COUNT = bytes.fromhex("0020" "0130" "fde7" "00bf")
# wfi; b . - 2
SLEEP = bytes.fromhex("30bf" "fde7")
GOOD = elf([(TCM, table(COUNT), 128)])
# 1: ldr r0, =0x21070000 (the infra bus); ldr r1, [r0]; b 1b
UNKNOWN_REGISTER = bytes.fromhex("0148" "0168" "fce7" "00bf" "00000721")
# 1: ldr r0, =0x21040000 (the debug UART); movs r1, #10; str r1, [r0]; ldr r1, [r0, #20]; b 1b
TALK = bytes.fromhex("0248" "0a21" "0160" "4169" "fae7" "00bf" "00000421")


def firmware_that_talks() -> bytes:
    """Firmware that sends empty lines for ever."""
    return elf([(TCM, table(TALK), 128)])


class CommandLine(Command):
    """What the command does with good input, and with its options."""

    def test_help_and_version(self) -> None:
        for arguments in (["--help"], ["run", "--help"], ["doctor", "--help"]):
            done = self.run_it(*arguments)
            self.assertEqual(done.returncode, 0)
            self.assertIn("Example", done.stdout)
        self.assertRegex(self.run_it("--version").stdout, r"^armillary \d+\.\d+\.\d+\n$")

    def test_usage(self) -> None:
        self.refused(2, "did you mean \"--events\"?", "run", "--event", "x")
        self.refused(2, "is not part of this version yet", "run", "--pcap", "x")
        self.refused(2, "is not part of this version yet", "test", "x.yaml")
        self.refused(2, "has no unit", "run", "--for", "10")
        self.refused(2, "there is nothing to run", "run")

    def test_a_run_writes_its_reports(self) -> None:
        path = self.file("a.elf", GOOD)
        done = self.run_it("run", "--m4-0", path, "--for", "10ms", "--events", "e.jsonl",
                           "--summary", "s.json", "--telemetry", "t.jsonl")
        self.assertEqual(done.returncode, 0, done.stderr)
        summary = json.loads((self.folder / "s.json").read_text())
        log = (self.folder / "e.jsonl").read_bytes()
        self.assertEqual(summary["run_hash"], hashlib.sha256(log).hexdigest())
        self.assertEqual(summary["virtual_ns"], 10_000_000)
        self.assertEqual(summary["exit_code"], 0)
        # 26 MHz for 10 ms at one cycle an instruction.
        self.assertAlmostEqual(summary["instructions"]["m4-0"], 260_000, delta=2)
        self.assertIn("run-hash " + summary["run_hash"], done.stderr.splitlines()[-1])
        self.assertEqual((self.folder / "t.jsonl").read_bytes(), b"")
        for line in log.splitlines():
            self.assertGreaterEqual(json.loads(line)["t"], 0)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         ["a.elf", "e.jsonl", "s.json", "t.jsonl"])

    def test_slices_and_threads_do_not_show(self) -> None:
        path = self.file("a.elf", GOOD)
        hashes = set()
        for quantum in ("1", "1000", "100000"):
            for threads in ("1", "2"):
                self.run_it("run", "--m4-0", path, "--m4-1", path, "--for", "1ms", "--quantum",
                            quantum, "--threads", threads, "--summary", "s.json")
                summary = json.loads((self.folder / "s.json").read_text())
                hashes.add((summary["run_hash"], json.dumps(summary["instructions"])))
        self.assertEqual(len(hashes), 1)

    def test_a_sleeping_core_ends_the_run(self) -> None:
        path = self.file("sleep.elf", elf([(TCM, table(SLEEP), 128)]))
        done = self.run_it("run", "--m4-0", path, "--summary", "s.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads((self.folder / "s.json").read_text())["outcome"], "idle")

    def test_an_interrupt_writes_the_reports(self) -> None:
        """A run without an end is interrupted when its first event has come through a pipe."""
        path = self.file("a.elf", GOOD)
        for number, options in ((signal.SIGINT, []), (signal.SIGTERM, []),
                                (signal.SIGINT, ["--realtime=0.001"]),
                                (signal.SIGINT, ["--threads", "2", "--m4-1", path])):
            with self.subTest(number=number, options=options):
                reading, writing = os.pipe()
                with subprocess.Popen([PROGRAM, "run", "--m4-0", path, "--events",
                                       f"/dev/fd/{writing}", "--telemetry", "t.jsonl", "--summary",
                                       "s.json", *options], stdout=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                      pass_fds=[writing]) as process:
                    os.close(writing)
                    with os.fdopen(reading, "rb") as events:
                        log = events.readline()
                        process.send_signal(number)
                        log += events.read()
                    _, talk = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 130, talk)
                summary = self.summary()
                self.assertEqual((summary["outcome"], summary["exit_code"]), ("interrupted", 130))
                self.assertEqual(summary["run_hash"], hashlib.sha256(log).hexdigest())
                self.assertIn("run-hash " + summary["run_hash"], talk.splitlines()[-1])
                self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                                 ["a.elf", "s.json", "t.jsonl"])

    def test_the_end_of_the_reader_ends_the_run(self) -> None:
        path = self.file("a.elf", GOOD)
        device = self.file("device.yaml", f"name: a\nm4-0: {{ image: {path} }}\n")
        with subprocess.Popen([PROGRAM, "run", device, "--summary", "s.json", "--m4-1",
                               self.file("talk.elf", firmware_that_talks())],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              cwd=self.folder) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.wait(timeout=60), 130)
        self.assertEqual(self.summary()["outcome"], "interrupted")

    def test_what_is_not_modelled_is_named_once_and_strict_makes_it_an_error(self) -> None:
        path = self.file("odd.elf", elf([(TCM, table(UNKNOWN_REGISTER), 128)]))
        done = self.run_it("run", "--m4-0", path, "--for", "1ms", "--summary", "s.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("warning:"), 1)
        [warning] = self.summary()["warnings"]
        self.assertEqual(warning["src"], "m4-0")
        self.assertGreater(warning["count"], 1000)
        strict = self.run_it("run", "--m4-0", path, "--for", "1ms", "--strict", "--summary",
                             "s.json")
        self.assertEqual(strict.returncode, 4, strict.stderr)
        self.assertIn("(an error under --strict)", strict.stderr)
        self.assertEqual(self.summary()["outcome"], "strict_violation")

    def test_realtime_does_not_show_in_the_result(self) -> None:
        path = self.file("a.elf", GOOD)
        device = self.file("device.yaml", f"m4-0: {{ image: {path} }}\n")
        hashes = set()
        for options in ([], ["--realtime"], ["--realtime=2.5"], ["--realtime=1000000"]):
            done = self.run_it("run", *options, device, "--for", "10ms", "--summary", "s.json")
            self.assertEqual(done.returncode, 0, done.stderr)
            hashes.add(self.summary()["run_hash"])
        self.assertEqual(len(hashes), 1)
        for speed in ("0", "-1", "fast", "1e9", ""):
            self.refused(2, "is not a speed", "run", f"--realtime={speed}", device)

    def test_doctor(self) -> None:
        done = self.run_it("doctor")
        report = json.loads(self.run_it("doctor", "--json").stdout)
        self.assertEqual(done.returncode, 0 if report["ok"] else 70)
        self.assertEqual(done.stdout.count("\n"),
                         sum(1 + bool(check["advice"]) for check in report["checks"]))
        by_name = {check["check"]: check for check in report["checks"]}
        self.assertTrue(by_name["engine"]["ok"], done.stdout)
        broken = self.run_it("doctor", ARMILLARY_GUEST_ROOT="/nowhere", PATH="/nowhere")
        self.assertEqual(broken.returncode, 70)
        self.assertIn("tools/setup/guest-runtime.sh", broken.stdout)
        self.assertIn("gcc-arm-none-eabi", broken.stdout)

    def test_colours(self) -> None:
        path = self.file("a.elf", GOOD)
        arguments = ("run", "--m4-0", path, "--for", "1ms")
        self.assertNotIn("\x1b[", self.run_it(*arguments).stdout)
        self.assertIn("\x1b[", self.run_it(*arguments, CLICOLOR_FORCE="1").stdout)
        self.assertNotIn("\x1b[", self.run_it(*arguments, CLICOLOR_FORCE="1", NO_COLOR="1").stdout)

    def test_outputs_are_checked_before_the_run(self) -> None:
        path = self.file("a.elf", GOOD)
        self.refused(2, "the event log cannot be written", "run", "--m4-0", path, "--events",
                     "/nowhere/e.jsonl")


if __name__ == "__main__":
    unittest.main()
