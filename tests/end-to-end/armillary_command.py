# SPDX-License-Identifier: GPL-2.0-or-later
"""What the end-to-end tests share: the real command, and images made byte by byte."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

PROGRAM = str(Path(sys.argv.pop(1)).resolve())
# A sanitizer that finds something ends the program with this code, which no test expects.
SANITIZER_CODE = 99
TCM, STACK = 0x00100000, 0x00130000
XIP, SYSRAM = 0x10000000, 0x22000000
TIME_LIMIT_S = 120


def table(code: bytes, stack: int = STACK, reset: int = TCM + 65,
          vectors: dict[int, int] | None = None) -> bytes:
    """A vector table of 16 entries with `code` behind it."""
    words = [stack, reset] + [0] * 14
    for number, handler in (vectors or {}).items():
        words[number] = handler
    return struct.pack("<16I", *words) + code


def elf(segments: list[tuple[int, bytes, int]], *, entry: int = TCM, machine: int = 40,
        elf_class: int = 1, kind: int = 2, interpreter: bytes = b"", data: int = 1,
        flags: int = 7) -> bytes:
    """A 32-bit ELF file with the given (address, bytes, memory size) segments."""
    headers = [(1, *segment) for segment in segments]
    if interpreter:
        headers.append((3, 0, interpreter, len(interpreter)))
    at = 52 + 32 * len(headers)
    out = b"\x7fELF" + bytes([elf_class, data, 1]) + bytes(9)
    order = "<" if data == 1 else ">"
    out += struct.pack(order + "HHIIIIIHHHHHH", kind, machine, 1, entry, 52, 0, 0x05000000, 52,
                       32, len(headers), 40, 0, 0)
    contents = b""
    for what, address, content, size in headers:
        out += struct.pack(order + "IIIIIIII", what, at + len(contents), address, address,
                           len(content), size, flags, 4)
        contents += content
    return out + contents


def manifest(**changes: Any) -> str:
    """An app manifest that is good but for the changes."""
    good = {"SchemaVersion": 1, "Name": "app",
            "ComponentId": "25025d2c-66da-4448-bae1-ac26fcdd3627", "EntryPoint": "/bin/app",
            "CmdArgs": [], "Capabilities": {}, "ApplicationType": "Default"}
    return json.dumps(good | changes)


def package(manifest_text: bytes, program: bytes) -> bytes:
    """An image package with /app_manifest.json and /bin/app, as the vendor's tools lay it out."""
    def inode(mode: int, size: int, offset: int, name: bytes) -> bytes:
        name = name.ljust((len(name) + 3) & ~3, b"\0")
        return struct.pack("<HHII", mode, 0, size, len(name) // 4 | offset // 4 << 6) + name

    def pages(size: int) -> int:
        return (size + 4095) & ~4095

    manifest_at = 4096
    program_at = manifest_at + pages(len(manifest_text))
    app = inode(0o101755, len(program), program_at, b"app")
    begin = inode(0o100644, len(manifest_text), manifest_at, b"app_manifest.json")
    root_at = 76
    root = begin + inode(0o040755, len(app), root_at + len(begin) + 16, b"bin")
    head = struct.pack("<4I", 0x28CD3D45, program_at + pages(len(program)), 3, 0)
    head = (head + b"Compressed ROMFS").ljust(48, b"\0") + b"Compressed"
    head = head.ljust(64, b"\0") + inode(0o040755, len(root), root_at, b"") + root + app
    out = (head.ljust(manifest_at, b"\0") + manifest_text).ljust(program_at, b"\0") + program
    out = out.ljust(pages(len(out)), b"\0")
    metadata = struct.pack("<IIHHI", 0x4D345834, 1, 0x4449, 36, 10) + b"\x11" * 16 + b"\x22" * 16
    metadata += struct.pack("<I", len(metadata) + 4)
    return out + metadata + b"\x5a" * 64


class Command(unittest.TestCase):
    """Each test has a folder of its own, in which the command runs."""

    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="armillary-test-")
        self.addCleanup(self._folder.cleanup)
        self.folder = Path(self._folder.name)

    def file(self, name: str, content: bytes | str) -> str:
        """Writes a file of the folder; its path is relative to it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def run_it(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs the command to its end."""
        clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CLICOLOR_FORCE")}
        clean["ASAN_OPTIONS"] = f"exitcode={SANITIZER_CODE}"
        clean["UBSAN_OPTIONS"] = f"exitcode={SANITIZER_CODE}:print_stacktrace=1"
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True,
                              timeout=TIME_LIMIT_S, check=False, cwd=self.folder,
                              errors="backslashreplace", env=clean | environment)

    def summary(self, name: str = "s.json") -> dict[str, Any]:
        """What --summary has written."""
        found: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return found

    def events(self, name: str = "e.jsonl") -> list[dict[str, Any]]:
        """What --events has written."""
        text = (self.folder / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def refused(self, code: int, message: str, *arguments: str) -> str:
        """The command ends with `code` and one sentence that holds `message`; nothing has run, and
        nothing has been written."""
        before = sorted(self.folder.rglob("*"))
        done = self.run_it(*arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)
        self.assertRegex(done.stderr, r"\Aarmillary: [^\n]+\n\Z")
        self.assertEqual(done.stdout, "")
        self.assertEqual(sorted(self.folder.rglob("*")), before)
        return done.stderr
