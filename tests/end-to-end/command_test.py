# SPDX-License-Identifier: GPL-2.0-or-later
"""The real command: options, bad input, reports, hashes. usage: command_test.py PROGRAM"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = str(Path(sys.argv.pop(1)).resolve())
STACK, TCM = 0x00130000, 0x00100000
# movs r0, #0; loop: adds r0, #1; b loop
COUNT = bytes.fromhex("0020" "0130" "fde7" "00bf")
# udf #0
RUN_WILD = bytes.fromhex("00de" "00bf")
# wfi; b . - 2
SLEEP = bytes.fromhex("30bf" "fde7")


def table(code: bytes, stack: int = STACK, reset: int = TCM + 65) -> bytes:
    """A vector table of 16 entries with `code` behind it."""
    return struct.pack("<II", stack, reset).ljust(64, b"\0") + code


def elf(segments: list[tuple[int, bytes, int]], *, entry: int = TCM, machine: int = 40,
        elf_class: int = 1, kind: int = 2, interpreter: bytes = b"") -> bytes:
    """A 32-bit ELF file with the given (address, bytes, memory size) segments."""
    headers = [(1, *segment) for segment in segments]
    if interpreter:
        headers.append((3, 0, interpreter, len(interpreter)))
    at = 52 + 32 * len(headers)
    out = b"\x7fELF" + bytes([elf_class, 1, 1]) + bytes(9)
    out += struct.pack("<HHIIIIIHHHHHH", kind, machine, 1, entry, 52, 0, 0x05000000, 52, 32,
                       len(headers), 40, 0, 0)
    data = b""
    for what, address, content, size in headers:
        out += struct.pack("<IIIIIIII", what, at + len(data), address, address, len(content),
                           size, 7, 4)
        data += content
    return out + data


GOOD = elf([(TCM, table(COUNT), 128)])


class Command(unittest.TestCase):
    """Each test has a folder of its own."""

    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="armillary-test-")
        self.addCleanup(self._folder.cleanup)
        self.folder = Path(self._folder.name)

    def file(self, name: str, content: bytes | str) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def run_it(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CLICOLOR_FORCE")}
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120,
                              check=False, cwd=self.folder, env=clean | environment)

    def refused(self, code: int, message: str, *arguments: str) -> None:
        done = self.run_it(*arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_help_and_version(self) -> None:
        for arguments in (["--help"], ["run", "--help"], ["doctor", "--help"]):
            done = self.run_it(*arguments)
            self.assertEqual(done.returncode, 0)
            self.assertIn("Example", done.stdout)
        self.assertRegex(self.run_it("--version").stdout, r"^armillary \d+\.\d+\.\d+\n$")

    def test_bad_images(self) -> None:
        good = table(COUNT)
        vectors = lambda stack, reset: elf([(TCM, table(COUNT, stack, reset), 128)])  # noqa: E731
        cases: list[tuple[str, bytes, str]] = [
            ("empty.elf", b"", "the file is empty"),
            ("short.elf", GOOD[:20], "truncated"),
            ("cut.elf", GOOD[:-40], "truncated"),
            ("x86.elf", elf([(TCM, good, 128)], machine=3), "x86"),
            ("aarch64.elf", elf([(TCM, good, 128)], machine=183, elf_class=2), "AArch64"),
            ("object.elf", elf([(TCM, good, 128)], kind=1), "has not been linked"),
            ("outside.elf", elf([(TCM, good, 128), (0x20000000, b"data", 4)]), "0x20000000"),
            ("large.elf", elf([(TCM, good, 192 * 1024 + 4)]), "past the end of TCM"),
            ("overlap.elf", elf([(TCM, good, 128), (TCM + 64, b"data", 4)]), "overlap"),
            ("linux.elf", elf([(TCM, good, 128)], interpreter=b"/lib/ld-musl-armhf.so.1\0"),
             "Use --a7"),
            ("stack.elf", vectors(0, TCM + 65), "stack pointer 0x00000000"),
            ("even.elf", vectors(STACK, TCM + 64), "is even"),
            ("nowhere.elf", vectors(STACK, 0x00500001), "points outside"),
            ("entry.elf", elf([(TCM, good, 128)], entry=0x00200000), "lies in no segment"),
            ("script.elf", b"#!/bin/sh\n", "script"),
            ("short.bin", b"1234", "has 4 bytes"),
        ]
        for name, content, message in cases:
            with self.subTest(name):
                path = self.file(name, content)
                self.refused(3, message, "run", "--m4-0", path, "--for", "1ms")
                self.refused(3, path, "run", "--m4-1", path, "--for", "1ms")
        self.refused(3, "does not exist", "run", "--m4-0", "nothing.elf")

    def test_wrong_core(self) -> None:
        path = self.file("m4.elf", GOOD)
        self.refused(3, "Use --m4-0 or --m4-1", "run", "--a7", path, "--for", "1ms")

    def test_bad_device_files(self) -> None:
        cases = [
            ("m4-0: { imgae: a.elf }\n", "device.yaml:1:9: unknown key \"imgae\""),
            ("name: a\nseed: many\n", "device.yaml:2:7: seed is \"many\""),
            ("m4-0: [a]\n", "device.yaml:1:7: m4-0 is a list"),
            ("a: [1\n", "not correct YAML"),
            ("m4-0: { image: a }\nm4-0: { image: b }\n", "stands twice"),
            ("", "is empty"),
            ("name: nothing\n", "has no image on any core"),
        ]
        for text, message in cases:
            with self.subTest(text):
                self.refused(3, message, "run", self.file("device.yaml", text), "--for", "1ms")

    def test_two_images_for_one_core(self) -> None:
        path = self.file("a.elf", GOOD)
        self.refused(3, "m4-0 has two images", "run", "--m4-0", path, "--m4-0", path)
        device = self.file("device.yaml", "m4-0: { image: a.elf }\n")
        self.refused(3, "m4-0 has two images", "run", device, "--m4-0", path)

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

    def test_a_wild_guest_ends_with_a_report(self) -> None:
        path = self.file("wild.elf", elf([(TCM, table(RUN_WILD), 128)]))
        done = self.run_it("run", "--m4-0", path, "--for", "1s", "--summary", "s.json")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("pc", done.stderr.lower())
        self.assertEqual(json.loads((self.folder / "s.json").read_text())["exit_code"], 4)

    def test_a_sleeping_core_ends_the_run(self) -> None:
        path = self.file("sleep.elf", elf([(TCM, table(SLEEP), 128)]))
        done = self.run_it("run", "--m4-0", path, "--summary", "s.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads((self.folder / "s.json").read_text())["outcome"], "idle")

    def test_an_interrupt_writes_the_reports(self) -> None:
        path = self.file("a.elf", GOOD)
        device = self.file("device.yaml", f"m4-0: {{ image: {path} }}\n")
        with subprocess.Popen([PROGRAM, "run", device, "--events", "/dev/stdout", "--summary",
                               str(self.folder / "s.json")], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, cwd=self.folder) as process:
            assert process.stdout is not None
            process.stdout.readline()  # the first console line: it runs
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 130)
        self.assertEqual(json.loads((self.folder / "s.json").read_text())["outcome"],
                         "interrupted")

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
