# SPDX-License-Identifier: GPL-2.0-or-later
"""Bad images, manifests and device files: exit code 3 and one sentence that names the file, the
place and what to change. usage: bad_input_test.py PROGRAM"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import unittest
from typing import Any

from armillary_command import PROGRAM, STACK, SYSRAM, TCM, XIP, Command, elf, manifest, package, table

# movs r0, #0; loop: adds r0, #1; b loop
COUNT = bytes.fromhex("0020" "0130" "fde7" "00bf")
GOOD = elf([(TCM, table(COUNT), 128)])
MUSL = b"/lib/ld-musl-armhf.so.1\0"
# A position-independent program for the A7: mov r7, #248 (exit_group); mov r0, #0; svc 0
EXIT = bytes.fromhex("f870a0e3" "0000a0e3" "000000ef")
APP = elf([(0x54, EXIT, 64)], entry=0x54, kind=3, flags=5)
REAL_TIME = manifest(ApplicationType="RealTimeCapable")


def vectors(stack: int, reset: int) -> bytes:
    """Firmware with these first two words."""
    return elf([(TCM, table(COUNT, stack, reset), 128)])


def patched(image: bytes, at: int, value: int, size: str = "<I") -> bytes:
    """The image with another number at a byte."""
    new = struct.pack(size, value)
    return image[:at] + new + image[at + len(new):]


# name, content, what the sentence says
FIRMWARE: list[tuple[str, bytes, str]] = [
    ("empty.elf", b"", "the file is empty"),
    ("empty.bin", b"", "the file is empty"),
    ("short.elf", GOOD[:5], "ends at byte 5, within the ELF header"),
    ("header.elf", GOOD[:40], "ends at byte 40, within the ELF header"),
    ("table.elf", GOOD[:60], "byte 28: the 1 program headers at byte 0x34 go past the end"),
    ("cut.elf", GOOD[:-4], "program header 0 at byte 0x34"),
    ("x86.elf", elf([(TCM, table(COUNT), 128)], machine=3), "a program for x86 (32-bit)"),
    ("x86-64.elf", elf([(TCM, table(COUNT), 128)], machine=62, elf_class=2), "x86-64"),
    ("aarch64.elf", elf([(TCM, table(COUNT), 128)], machine=183, elf_class=2), "AArch64"),
    ("riscv.elf", elf([(TCM, table(COUNT), 128)], machine=243), "RISC-V"),
    ("big-endian.elf", elf([(TCM, table(COUNT), 128)], data=2), "-mbig-endian"),
    ("object.elf", elf([(TCM, table(COUNT), 128)], kind=1), "has not been linked"),
    ("core.elf", elf([(TCM, table(COUNT), 128)], kind=4), "core dump"),
    ("none.elf", elf([]), "byte 44: the program has no program headers"),
    ("many.elf", patched(GOOD, 44, 65535, "<H"), "byte 44: the program has 65535 program headers"),
    ("stride.elf", patched(GOOD, 42, 8, "<H"), "byte 42: a program header has 8 bytes"),
    ("far.elf", patched(GOOD, 28, 0xFFFFFFF0), "byte 28: the 1 program headers at byte 0xfffffff0"),
    ("wrap.elf", patched(GOOD, 52 + 4, 0xFFFFFF00), "program header 0 at byte 0x34"),
    ("shrunk.elf", elf([(TCM, table(COUNT), 4)]), "only 4 in memory"),
    ("outside.elf", elf([(TCM, table(COUNT), 128), (0x20000000, b"data", 4)]),
     "program header 1: the segment at 0x20000000 (4 bytes) is outside of the core's memory"),
    ("top.elf", elf([(TCM, table(COUNT), 128), (0xFFFFFFFC, b"data", 8)]), "address space"),
    ("large.elf", elf([(TCM, table(COUNT), 192 * 1024 + 4)]), "goes 4 bytes past the end of TCM"),
    ("sysram.elf", elf([(TCM, table(COUNT), 128), (SYSRAM, b"data", 65537)]),
     "goes 1 bytes past the end of SYSRAM"),
    ("flash-bss.elf", elf([(XIP, table(COUNT, reset=XIP + 65), 256)], entry=XIP), "read-only"),
    ("overlap.elf", elf([(TCM, table(COUNT), 128), (TCM + 64, b"data", 4)]), "overlap"),
    ("app.elf", elf([(TCM, table(COUNT), 128)], interpreter=MUSL), "Use --a7"),
    ("pie.elf", APP, "Use --a7"),
    ("stack.elf", vectors(0, TCM + 65), "word 0: the stack pointer 0x00000000"),
    ("stack-far.elf", vectors(STACK + 8, TCM + 65), "word 0: the stack pointer 0x00130008"),
    ("even.elf", vectors(STACK, TCM + 64), "word 1: the reset vector 0x00100040 is even"),
    ("nowhere.elf", vectors(STACK, 0x00500001), "word 1: the reset vector 0x00500001 points"),
    ("zero.elf", vectors(STACK, 0), "word 1: the reset vector 0x00000000"),
    ("entry.elf", elf([(TCM, table(COUNT), 128)], entry=0x00200000), "lies in no segment"),
    ("odd-table.elf", elf([(TCM, table(COUNT), 128)], entry=TCM + 4), "not aligned"),
    ("zero-length.elf", elf([(TCM, b"", 0)]), "no segment to load"),
    ("script.elf", b"#!/bin/sh\n", "this is a script"),
    ("hex.elf", b":10000000\n", "Intel HEX"),
    ("archive.elf", b"PK\x03\x04", "an archive"),
    ("noise.elf", bytes(range(200, 256)), "begins with c8 c9 ca cb"),
    ("short.bin", b"1234", "has 4 bytes"),
    ("large.bin", table(COUNT).ljust(192 * 1024 + 1, b"\0"), "the TCM at 0x00100000 holds 196608"),
    ("nowhere.bin", table(COUNT, reset=0x41414141), "the reset vector 0x41414141"),
    ("cut.imagepackage", package(REAL_TIME.encode(), GOOD)[:-1000], "truncated"),
    ("head.imagepackage", package(REAL_TIME.encode(), GOOD)[:70], "truncated"),
    ("app.imagepackage", package(manifest().encode(), APP), "Use --a7"),
    ("not-json.imagepackage", package(b'{"Name": ', GOOD), "app_manifest.json:1:"),
    ("bad-elf.imagepackage", package(REAL_TIME.encode(), GOOD[:40]), "bin/app"),
]

APPS: list[tuple[str, bytes, str]] = [
    ("empty.elf", b"", "the file is empty"),
    ("short.elf", APP[:5], "ends at byte 5"),
    ("cut.elf", APP[:-4], "program header 0 at byte 0x34"),
    ("x86-64.elf", elf([(0, EXIT, 64)], machine=62, elf_class=2), "x86-64"),
    ("m4.elf", GOOD, "Use --m4-0 or --m4-1"),
    ("glibc.elf", elf([(0x10000, EXIT, 64)], interpreter=b"/lib/ld-linux-armhf.so.3\0"),
     "Build it for musl"),
    ("text.elf", b"hello\n", "neither an ELF program nor an image package"),
    ("cut.imagepackage", package(manifest().encode(), APP)[:-1000], "truncated"),
    ("m4.imagepackage", package(REAL_TIME.encode(), GOOD), "Use --m4-0 or --m4-1"),
    ("wrong.imagepackage", package(manifest().encode(), GOOD), "Use --m4-0 or --m4-1"),
    ("kernel.elf", elf([(0xF0000054, EXIT, 64)], entry=0xF0000054, kind=3, flags=5),
     "program header 0: the segment at 0xf0000054 with 64 bytes ends at"),
    ("huge.elf", elf([(0x54, EXIT, 0xE0000000)], entry=0x54, kind=3, flags=6),
     "the memory of apps ends at 0xbf000000"),
    ("wx.elf", elf([(0x54, EXIT, 64)], entry=0x54, kind=3), "is writable and executable"),
    ("page.elf", elf([(0x60, EXIT, 64)], entry=0x60, kind=3, flags=5), "pages of 4096 bytes"),
]

# What app_manifest.json holds, what the sentence says.
MANIFESTS: list[tuple[str, str]] = [
    ("", "app_manifest.json:1:1: the manifest is not correct JSON"),
    ("{\n  \"Name\": \"a\",\n  oops\n}", "app_manifest.json:3:3: the manifest is not correct JSON"),
    (manifest()[:-1], "app_manifest.json:1:"),
    (manifest() + "}", "app_manifest.json:1:"),
    ("[" * 1000 + "]" * 1000, "app_manifest.json:1:"),
    ("[]", "app_manifest.json: "),
    ("\0\0\0", "app_manifest.json:1:1"),
    ("{\"a\":\"" + "a" * 70000 + "\"}", "at most 65536"),
    (manifest(Capabilities=3), "/Capabilities"),
    (manifest(Capabilities={"Gpoi": []}), "Gpio"),
    (manifest(Capabilities={"Gpio": ["$NO_SUCH_PIN"]}), "/Capabilities/Gpio/0"),
    (manifest(ComponentId="25025d2c"), "/ComponentId"),
    (manifest(EntryPoint="/bin/none"), "/EntryPoint"),
    (manifest(EntryPoint="/../../../etc/passwd"), "EntryPoint"),
    (manifest(CmdArgs="all"), "/CmdArgs"),
]

# The device file, what the sentence says.
DEVICES: list[tuple[str | bytes, str]] = [
    ("m4-0: { imgae: a.elf }\n", "device.yaml:1:9: unknown key \"imgae\" in m4-0 (did you mean "
     "\"image\"?)"),
    ("nmae: a\n", "device.yaml:1:1: unknown key \"nmae\" in the device file (did you mean "
     "\"name\"?)"),
    ("name: a\nseed: many\n", "device.yaml:2:7: seed is \"many\"; expected a whole number"),
    ("seed: -1\n", "device.yaml:1:7: seed is \"-1\""),
    ("seed: 18446744073709551616\n", "device.yaml:1:7: seed"),
    ("m4-0: [a]\n", "device.yaml:1:7: m4-0 is a list; expected a mapping"),
    ("m4-0: a.elf\n", "device.yaml:1:7: m4-0 is \"a.elf\"; expected a mapping"),
    ("m4-0: { image: [a] }\n", "device.yaml:1:16: m4-0.image is a list; expected a text"),
    ("m4-0: { image: }\n", "device.yaml:1:16: m4-0.image is nothing"),
    ("a7: { apps: a.elf }\n", "device.yaml:1:13: a7.apps is \"a.elf\"; expected a list"),
    ("a7: { apps: [" + "a, " * 17 + "a] }\n", "at most 16"),
    ("m4-0: { image: a.elf, cpi: 0 }\n", "device.yaml:1:28: m4-0.cpi is \"0\""),
    ("network: { latency: 20 }\n", "device.yaml:1:21: network.latency"),
    ("network: { latency: 61s }\n", "device.yaml:1:21: network.latency is more than 60s"),
    ("cloud: { hub: \"a b\" }\n", "device.yaml:1:15: cloud.hub"),
    ("board: mars\n", "device.yaml:1:8: board is \"mars\""),
    ("board: none.yaml\n", "device.yaml:1:8: none.yaml: the board file does not exist"),
    ("board: bad-board.yaml\n", "bad-board.yaml:1:1: unknown key \"prats\""),
    ("parts: [{ name: a, type: lamp, pin: 1 }]\n", "device.yaml:1:26: parts[0].type is \"lamp\""),
    ("parts: [{ name: a, type: led, pin: 200 }]\n", "device.yaml:1:36: parts[0].pin is \"200\""),
    ("start-time: yesterday\n", "device.yaml:1:13: start-time"),
    ("a: [1\n", "this is not correct YAML"),
    ("name: a\n\tseed: 1\n", "device.yaml:2:1: this is not correct YAML"),
    ("m4-0: { image: \"a.elf }\n", "this is not correct YAML"),
    ("m4-0: { image: a }\nm4-0: { image: b }\n", "device.yaml:2:1: the key m4-0 stands twice"),
    ("m4-0: { image: a, image: b }\n", "device.yaml:1:19: the key image stands twice"),
    ("name: a\n---\nname: b\n", "device.yaml:2:1: a second document"),
    ("a7: &loop { apps: [*loop] }\n", "device.yaml:1:5: a7.apps[0] is a mapping; expected a text"),
    ("name: thermostat\nm4-0: *core\n", "device.yaml:2:7: "),
    ("<<: { name: a }\n", "device.yaml:1:1: unknown key \"<<\""),
    ("a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n"
        for i in range(24)), "device.yaml:1:1: unknown key \"a\""),
    ("parts:\n- &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"- &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(24)),
     "device.yaml:2:3: parts[0] is no mapping; a part has a name, a type and the keys of its type"),
    ("[" * 100_000, "device.yaml:1:"),
    ("{a: " * 60_000, "device.yaml:1:"),
    ("- " * 100_000 + "a\n", "device.yaml:1:"),
    ("? " * 100_000 + "a\n", "device.yaml:1:"),
    ("{? a: 1}: b\n", "device.yaml:1:1: a key of the device file is a mapping"),
    ("name: a\n" * 40_000, "at most 262144"),
    ("# nothing but a comment\n", "is empty"),
    ("", "is empty"),
    ("name: nothing\n", "has no image on any core"),
    ("hello\n", "device.yaml:1:1: the device file is \"hello\"; expected a mapping"),
    (b"\x7fELF\x01\x01\0\0", "byte 6 is zero"),
    (b"\xff\xfe\xfd", "device.yaml"),
    (b"name: \xff\xfe\n", "device.yaml:1:7: name"),
    ("m4-0: { image: none.elf }\n", "none.elf: the firmware image does not exist"),
    ("a7: { apps: [none.elf] }\n", "none.elf: the app does not exist"),
]


class BadInput(Command):
    """One test for each kind of input; each row of a table is a case."""

    def test_firmware(self) -> None:
        for name, content, message in FIRMWARE:
            with self.subTest(name):
                path = self.file(name, content)
                said = self.refused(3, message, "run", "--m4-0", path, "--for", "1ms",
                                    "--events", "e.jsonl", "--summary", "s.json")
                self.assertIn(path, said)
                self.assertEqual(said, self.refused(3, path, "run", "--m4-1", path))

    def test_apps(self) -> None:
        for name, content, message in APPS:
            with self.subTest(name):
                path = self.file(name, content)
                said = self.refused(3, message, "run", "--a7", path, "--for", "1ms",
                                    "--events", "e.jsonl", "--summary", "s.json")
                self.assertIn(path, said)

    def test_manifests(self) -> None:
        self.file("app/bin/app", APP)
        for text, message in MANIFESTS:
            with self.subTest(text[:80]):
                self.file("app/app_manifest.json", text)
                self.refused(3, message, "run", "--a7", "app", "--for", "1ms")

    def test_device_files(self) -> None:
        self.file("bad-board.yaml", "prats: []\n")
        for text, message in DEVICES:
            with self.subTest(text[:80]):
                path = self.file("device.yaml", text)
                self.refused(3, message, "run", path, "--for", "1ms")

    def test_paths_that_hold_no_file(self) -> None:
        self.file("folder/readme", "nothing to run")
        os.mkfifo(self.folder / "pipe")
        os.symlink("loop", self.folder / "loop")
        with open(self.folder / "large.elf", "wb") as large:
            large.truncate(65 * 1024 * 1024)
        self.file("file", GOOD)
        cases = [
            ("missing.elf", "missing.elf: the ", "does not exist"),
            ("folder", "folder: ", "app_manifest.json"),
            ("pipe", "pipe: the ", "is not a regular file"),
            ("/dev/zero", "/dev/zero: the ", "is not a regular file"),
            ("loop", "loop: the ", "cannot be opened"),
            ("large.elf", "large.elf: the ", "has 68157440 bytes; at most 67108864 are accepted"),
            ("file/below", "file/below: the ", "Not a directory"),
            ("n" * 300, "nnn: the ", "File name too long"),
        ]
        for path, place, message in cases:
            with self.subTest(path):
                for option in ("--m4-0", "--m4-1", "--a7"):
                    said = self.refused(3, message, "run", option, path, "--for", "1ms")
                    self.assertIn(place, said)
                if path not in ("folder", "large.elf"):
                    self.assertIn(place, self.refused(3, message, "run", path, "--for", "1ms"))
        self.refused(3, "folder: the device file is a folder", "run", "folder")
        self.refused(3, "large.elf: the device file has 68157440 bytes", "run", "large.elf")

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody who may not read")
    def test_a_file_that_may_not_be_read(self) -> None:
        self.folder.chmod(0o755)
        for name, content in (("a.elf", GOOD), ("device.yaml", "m4-0: { image: a.elf }\n")):
            self.file(name, content)
            (self.folder / name).chmod(0)
        for arguments in (["--m4-0", "a.elf"], ["--a7", "a.elf"], ["device.yaml"]):
            with self.subTest(arguments):
                try:
                    done = subprocess.run([PROGRAM, "run", *arguments], capture_output=True,
                                          text=True, check=False, cwd=self.folder, user=65534)
                except PermissionError:
                    self.skipTest("the program itself lies where others may not read")
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn(f"{arguments[-1]}: the ", done.stderr)
                self.assertIn("cannot be opened: Permission denied", done.stderr)

    def test_two_images_for_one_core(self) -> None:
        for name in ("a.elf", "b.elf"):
            self.file(name, GOOD)
        self.file("device.yaml", "m4-1: { image: b.elf }\n")
        for core in ("m4-0", "m4-1"):
            self.refused(3, f"{core} has two images, a.elf and b.elf", "run", f"--{core}", "a.elf",
                         f"--{core}", "b.elf")
        self.refused(3, "m4-1 has two images, b.elf and a.elf", "run", "device.yaml", "--m4-1",
                     "a.elf")

    def test_two_apps_with_one_component_id(self) -> None:
        for name in ("one", "two"):
            self.file(f"{name}/bin/app", APP)
            self.file(f"{name}/app_manifest.json", manifest())
        self.refused(3, "ComponentId", "run", "--a7", "one", "--a7", "two", "--for", "1ms")

    def test_two_apps_that_claim_one_peripheral(self) -> None:
        cases: list[tuple[dict[str, list[Any]], dict[str, list[Any]], str]] = [
            ({"Uart": ["ISU0"]}, {"Uart": ["ISU0"]}, "asks for ISU0, but one has it"),
            ({"Uart": ["ISU0"]}, {"SpiMaster": ["ISU0"]}, "asks for ISU0, but one has it"),
            ({"Gpio": [8]}, {"Gpio": [9]}, "GPIO8 to GPIO11, belong to one core"),
            ({"Gpio": ["$SAMPLE_LED"]}, {"Pwm": ["PWM-CONTROLLER-2"]}, "but one has GPIO8"),
        ]
        self.file("one/bin/app", GOOD)
        self.file("two/bin/app", GOOD)
        self.file("high/bin/app", APP)
        id_of = {"one": "1", "two": "2", "high": "3"}

        def write(name: str, capabilities: dict[str, list[Any]], kind: str) -> str:
            self.file(f"{name}/app_manifest.json", manifest(
                Name=name, Capabilities=capabilities, ApplicationType=kind,
                ComponentId=f"25025d2c-66da-4448-bae1-ac26fcdd362{id_of[name]}"))
            (key, values), = capabilities.items()
            value = 8 if values[0] == "$SAMPLE_LED" else values[0]
            return f'"{key}": [{json.dumps(value)}]'

        for first, second, message in cases:
            with self.subTest(f"{first} {second}"):
                line = write("one", first, "RealTimeCapable")
                other = write("two", second, "RealTimeCapable")
                said = self.refused(3, message, "run", "--m4-0", "one", "--m4-1", "two", "--for",
                                    "1ms", "--events", "e.jsonl")
                self.assertIn(f"two: the line {other} of its app manifest", said)
                self.assertIn(f"by its line {line}", said)
                high = write("high", first, "Default")
                said = self.refused(3, message.replace("one has", "high has"), "run", "--a7",
                                    "high", "--m4-1", "two", "--for", "1ms")
                self.assertIn(f"by its line {high}", said)
                # Without a manifest there is no claim.
                self.file("one.elf", GOOD)
                done = self.run_it("run", "--m4-0", "one.elf", "--m4-1", "two", "--for", "1ms")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_byte_of_a_header_can_be_wrong(self) -> None:
        """Whatever stands in a header, the command ends, and with a code of its own."""
        bad = []
        for at in range(0, 52 + 32):
            path = self.file("a.elf", patched(GOOD, at, GOOD[at] ^ 0xFF, "<B"))
            done = self.run_it("run", "--m4-0", path, "--for", "10us", "--quiet")
            if done.returncode not in (0, 3, 4) or "armillary: " not in done.stderr:
                bad.append((at, done.returncode, done.stderr))
        self.assertEqual(bad, [])


if __name__ == "__main__":
    unittest.main()
