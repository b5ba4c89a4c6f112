# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests that run wild: exit code 4, a decoded report, and all reports written.
usage: wild_guest_test.py PROGRAM"""

from __future__ import annotations

import unittest

from armillary_command import SYSRAM, TCM, Command, elf, table

HARD_FAULT, USAGE_FAULT = 3, 6
HANDLER = TCM + 64 + 16 + 1  # code is padded to 16 bytes, then comes the handler
# Thumb code of the reset handler at TCM + 64, in hexadecimal; each line says its source.
UDF = "00de"                          # udf #0
NOWHERE = "0048" "0047" "41414141"    # ldr r0, =0x41414141; bx r0
EVEN = "0048" "0047" "40001000"       # ldr r0, =0x00100040; bx r0
ROM = "0048" "0060" "00000010"        # ldr r0, =0x10000000; str r0, [r0]
NULL = "0020" "0060"                  # movs r0, #0; str r0, [r0]
WILD_READ = "0048" "0068" "00000060"  # ldr r0, =0x60000000; ldr r0, [r0]
OVERFLOW = "ffb4" "fde7"              # 1: push {r0-r7}; b 1b
MASKED_SVC = "72b6" "00df"            # cpsid i; svc 0
BREAKPOINT = "00be"                   # bkpt 0
WILD_STACK = "0148" "8546" "01b4" "00bf" "00000050"  # ldr r0, =0x50000000; mov sp, r0; push {r0}
EXC_RETURN = "0048" "0047" "f9ffffff"  # ldr r0, =0xfffffff9; bx r0
UNALIGNED = "dff80400" "d0e90023" "41001000"  # ldr r0, =0x00100041; ldrd r2, r3, [r0]
RETURN = "7047"                       # bx lr
STAY = "fee7"                         # b .

# name, code, stack pointer, handlers, what the report says besides the registers
FIRMWARE: list[tuple[str, str, int, dict[int, int], str]] = [
    ("undefined instruction", UDF, 0x130000, {}, "UNDEFINSTR"),
    ("jump to nowhere", NOWHERE, 0x130000, {}, "IBUSERR"),
    ("jump to an even address", EVEN, 0x130000, {}, "INVSTATE"),
    ("write to read-only memory", ROM, 0x130000, {}, "0x10000000"),
    ("null pointer", NULL, 0x130000, {}, "0x00000000"),
    ("wild read", WILD_READ, 0x130000, {}, "0x60000000"),
    ("stack overflow in TCM", OVERFLOW, TCM + 32, {}, "0x000FFFE0"),
    ("stack overflow in SYSRAM", OVERFLOW, SYSRAM + 64, {}, "SP"),
    ("call into a masked supervisor", MASKED_SVC, 0x130000, {}, "SVC"),
    ("breakpoint", BREAKPOINT, 0x130000, {}, "DEBUGEVT"),
    ("wild stack pointer", WILD_STACK, 0x130000, {}, "0x4FFFFFFC"),
    ("exception return in thread mode", EXC_RETURN, 0x130000, {}, "0xFFFFFFF"),
    ("unaligned pair", UNALIGNED, 0x130000, {}, "UNALIGNED"),
    ("fault in the fault handler", UDF, 0x130000, {HARD_FAULT: HANDLER}, "lockup"),
]


def firmware(code: str, handler: str = UDF, stack: int = 0x130000,
             vectors: dict[int, int] | None = None) -> bytes:
    """Firmware with `code` at its start and `handler` at HANDLER."""
    body = bytes.fromhex(code).ljust(16, b"\0") + bytes.fromhex(handler).ljust(16, b"\0")
    return elf([(TCM, table(body, stack, vectors=vectors), 256)])


# ARM code of an app's first instructions; each line says its source.
APPS: list[tuple[str, str, str]] = [
    ("undefined instruction", "f000f0e7", "SIGILL"),               # udf #0
    ("jump to nowhere", "04f01fe5" "40414141", "0x41414140"),      # ldr pc, =0x41414140
    ("jump to an odd address", "00009fe5" "10ff2fe1" "41414141", "SIGSEGV"),  # bx 0x41414141
    ("write to its own code", "00008fe5", "SIGSEGV"),              # str r0, [pc]
    ("null pointer", "0000a0e3" "000090e5", "SIGSEGV"),            # mov r0, #0; ldr r0, [r0]
    ("stack overflow", "ff1f2de9" "fdffffea", "out of memory: it has 256 KiB"),  # 1: push; b 1b
    ("read of the kernel", "00009fe5" "000090e5" "000000c0", "0xC0000000"),  # ldr r0, [0xc0000000]
    ("no stack", "00d0a0e3" "04002de5", "SIGSEGV"),                # mov sp, #0; push {r0}
]


def app(code: str) -> bytes:
    """A position-independent program without a C library."""
    return elf([(0x54, bytes.fromhex(code), 64)], entry=0x54, kind=3, flags=5)


class WildGuest(Command):
    """Each test runs to the guest's end, whatever it does."""

    def ends_with_report(self, option: str, image: str, message: str) -> None:
        done = self.run_it("run", option, image, "--for", "1s", "--events", "e.jsonl", "--summary",
                           "s.json")
        self.assertEqual(done.returncode, 4, done.stderr)
        summary = self.summary()
        self.assertEqual((summary["exit_code"], summary["outcome"]), (4, "guest_fault"))
        self.assertLess(summary["virtual_ns"], 1_000_000_000)
        faults = [e for e in self.events() if e["type"] == "fault"]
        self.assertEqual(len(faults), 1, done.stderr)
        self.assertIn(message.lower(), done.stderr.lower())
        for register in ("r0", "sp", "lr", "pc"):
            self.assertRegex(done.stderr, rf"\b{register}\b +(0x)?[0-9A-Fa-f]{{8}}")

    def test_firmware(self) -> None:
        for name, code, stack, vectors, message in FIRMWARE:
            with self.subTest(name):
                path = self.file("a.elf", firmware(code, stack=stack, vectors=vectors))
                self.ends_with_report("--m4-0", path, message)
                self.ends_with_report("--m4-1", path, message)

    def test_apps(self) -> None:
        for name, code, message in APPS:
            with self.subTest(name):
                self.ends_with_report("--a7", self.file("a.elf", app(code)), message)

    def test_a_raw_binary_runs_wild(self) -> None:
        body = bytes.fromhex(UDF).ljust(16, b"\0")
        self.ends_with_report("--m4-0", self.file("a.bin", table(body)), "UNDEFINSTR")

    def test_a_guest_that_goes_on_for_ever_is_ended_by_the_time(self) -> None:
        # A handler that stays, one that returns to the fault again and again, and busy loops.
        images = [("--m4-0", firmware(UDF, RETURN, vectors={HARD_FAULT: HANDLER})),
                  ("--m4-0", firmware(UDF, STAY, vectors={HARD_FAULT: HANDLER})),
                  ("--m4-0", firmware(STAY)),
                  ("--a7", app("feffffea"))]
        for option, image in images:
            with self.subTest(option):
                done = self.run_it("run", option, self.file("a.elf", image), "--for", "5ms",
                                   "--summary", "s.json")
                self.assertIn(done.returncode, (0, 4), done.stderr)
                self.assertLessEqual(self.summary()["virtual_ns"], 5_000_000)

    def test_unknown_system_calls_are_named_once(self) -> None:
        # 1: ldr r7, =0x4141; svc 0; b 1b
        path = self.file("a.elf", app("04709fe5" "000000ef" "fcffffea" "41410000"))
        done = self.run_it("run", "--a7", path, "--for", "5ms", "--summary", "s.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("warning:"), 1)
        warnings = self.summary()["warnings"]
        self.assertEqual(len(warnings), 1)
        self.assertGreater(warnings[0]["count"], 10)
        strict = self.run_it("run", "--a7", path, "--for", "5ms", "--strict", "--summary", "s.json")
        self.assertEqual(strict.returncode, 4, strict.stderr)
        self.assertEqual(self.summary()["outcome"], "strict_violation")


if __name__ == "__main__":
    unittest.main()
