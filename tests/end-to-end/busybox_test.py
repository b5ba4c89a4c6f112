# SPDX-License-Identifier: GPL-2.0-or-later
"""A static busybox runs a script: every line is that of the same binary under qemu-arm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BUSYBOX = Path(sys.argv.pop(2)).resolve()
from armillary_command import PROGRAM, TIME_LIMIT_S, manifest  # noqa: E402  (reads sys.argv)

SCRIPT = Path(__file__).with_name("busybox.sh")
COMPONENT = "25025d2c-66da-4448-bae1-ac26fcdd3627"


class Busybox(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.assertTrue(BUSYBOX.exists(), f"{BUSYBOX} is missing: run tools/setup.sh")

    def on_linux(self) -> str:
        """The script under QEMU, whose commands are scripts that start QEMU again."""
        work, commands = self.folder / "work", self.folder / "commands"
        work.mkdir()
        commands.mkdir()
        names = subprocess.run(["qemu-arm", BUSYBOX, "--list"], capture_output=True, text=True,
                               check=True, timeout=TIME_LIMIT_S).stdout.split()
        for name in names:
            command = commands / name
            command.write_text(f'#!/bin/sh\nexec qemu-arm {BUSYBOX} {name} "$@"\n')
            command.chmod(0o755)
        # The scripts above need the host's path, and the shell has to be the simulated one.
        qemu = shutil.which("qemu-arm")
        assert qemu is not None
        (commands / "qemu-arm").symlink_to(qemu)
        done = subprocess.run([qemu, BUSYBOX, "sh", SCRIPT, work, commands], capture_output=True,
                              text=True, check=False, timeout=TIME_LIMIT_S,
                              env={"PATH": os.defpath})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def on_armillary(self) -> str:
        app = self.folder / "app"
        (app / "bin").mkdir(parents=True)
        shutil.copy(BUSYBOX, app / "bin/busybox")
        shutil.copy(SCRIPT, app / "script.sh")
        (app / "app_manifest.json").write_text(manifest(
            Name="busybox", EntryPoint="/bin/busybox",
            CmdArgs=["sh", f"/mnt/apps/{COMPONENT}/script.sh", "/tmp"]))
        device, events = self.folder / "device.yaml", self.folder / "events.jsonl"
        device.write_text("a7: { apps: [app], memory: none }\n")
        done = subprocess.run([PROGRAM, "run", device, "--for", "100s", "--events", events,
                               "--quiet"], capture_output=True, text=True, check=False,
                              timeout=TIME_LIMIT_S)
        self.assertEqual(done.returncode, 0, done.stderr)
        log = [json.loads(line) for line in events.read_text().splitlines()]
        ends = [event for event in log if event.get("state") == "exited"]
        self.assertEqual([event.get("code") for event in ends], [0])
        return "".join(event["data"] for event in log
                       if event["type"] == "log" and event["stream"] == "stdout")

    def test_a_script_prints_what_it_prints_on_linux(self) -> None:
        linux = self.on_linux()
        self.assertGreater(linux.count("\n"), 150)
        self.assertIn("\nsteps 8\n", linux)
        self.assertEqual(linux.splitlines(), self.on_armillary().splitlines())


if __name__ == "__main__":
    unittest.main()
