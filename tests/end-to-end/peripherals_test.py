# SPDX-License-Identifier: GPL-2.0-or-later
"""Peripherals of the A7 beside those of an M4, by the real command.

usage: peripherals_test.py PROGRAM SAMPLES
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SAMPLES = Path(sys.argv.pop(2)).resolve()
PROGRAM = str(Path(sys.argv.pop(1)).resolve())


class Peripherals(unittest.TestCase):
    """Each test has a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="armillary-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_device(self, device: str, code: int = 0) -> tuple[list[dict], str]:
        """The events and standard error of a run."""
        (self.folder / "device.yaml").write_text(device, encoding="utf-8")
        done = subprocess.run([PROGRAM, "run", "device.yaml", "--for", "3s", "--quiet", "--events",
                               "e.jsonl"], capture_output=True, text=True, timeout=120,
                              check=False, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stderr)
        events = self.folder / "e.jsonl"
        text = events.read_text(encoding="utf-8") if events.exists() else ""
        return [json.loads(line) for line in text.splitlines()], done.stderr

    def app(self, name: str, capabilities: dict) -> Path:
        """A sample's app with other capabilities."""
        target = self.folder / name
        shutil.copytree(SAMPLES / name / "out" / name, target)
        path = target / "app_manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["Capabilities"] = capabilities
        path.write_text(json.dumps(manifest), encoding="utf-8")
        return target

    def test_an_app_hears_the_debug_uart_of_an_m4_over_a_wire(self) -> None:
        events, _ = self.run_device(
            f"a7: {{ apps: [{SAMPLES / 'uart-hl/out/uart-hl'}] }}\n"
            f"m4-0: {{ image: {SAMPLES / 'hello-rt/out/hello-rt'} }}\n"
            "parts: [{ name: plug, type: wire, from: 86, to: 28 }]\n")
        said = "".join(e["data"] for e in events if e["src"] == "m4-0.uart")
        heard = [e["data"] for e in events if e["src"] == "a7.uart-hl" and e["type"] == "log"]
        self.assertGreater(len(heard), 2)
        # The M4 begins to talk before the app has opened its line.
        self.assertIn("started", heard[0])
        for line, text in zip(said.replace("\r", "").splitlines()[1:], heard[1:]):
            self.assertEqual(text.replace("\r", ""), f'uart-hl: received "{line}"\n')

    def test_a_unit_belongs_to_one_app(self) -> None:
        app = self.app("i2c-hl", {"I2cMaster": ["ISU0"]})
        _, errors = self.run_device(
            f"a7: {{ apps: [{SAMPLES / 'uart-hl/out/uart-hl'}, {app}] }}\n", code=3)
        self.assertIn('"I2cMaster": ["ISU0"]', errors)
        self.assertIn("uart-hl", errors)

    def test_a_missing_capability_is_named_with_the_line_to_add(self) -> None:
        for name, line in (("uart-hl", 'add "ISU0" to "Uart"'),
                           ("i2c-hl", 'add "ISU2" to "I2cMaster"'),
                           ("spi-hl", 'add "ISU1" to "SpiMaster"'),
                           ("adc-hl", 'add "ADC-CONTROLLER-0" to "Adc"'),
                           ("pwm-hl", 'add "PWM-CONTROLLER-2" to "Pwm"')):
            with self.subTest(name):
                events, _ = self.run_device(f"a7: {{ apps: [{self.app(name, {})}] }}\n")
                warnings = [json.dumps(e) for e in events if e["type"] == "warning"]
                self.assertEqual(len(warnings), 1, warnings)
                self.assertIn(line, warnings[0].replace('\\"', '"'))
                logs = [e["data"] for e in events if e["type"] == "log"]
                self.assertIn("Permission denied (13)", logs[0])


if __name__ == "__main__":
    unittest.main()
