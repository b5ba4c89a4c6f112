# SPDX-License-Identifier: GPL-2.0-or-later
"""The real command runs the firmware of this folder. usage: firmware_test.py PROGRAM FIRMWARE"""

from __future__ import annotations

import json
import math
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib
from pathlib import Path
from typing import Any

FIRMWARE = Path(sys.argv.pop(2)).resolve()
PROGRAM = str(Path(sys.argv.pop(1)).resolve())
NS = 1_000_000_000
Event = dict[str, Any]


class Run:
    """One run of the command: its events, its summary, what it said."""

    def __init__(self, *arguments: str, device: str = "") -> None:
        with tempfile.TemporaryDirectory(prefix="armillary-test-") as name:
            folder = Path(name)
            command = [PROGRAM, "run"]
            if device:
                (folder / "device.yaml").write_text(device, encoding="utf-8")
                command.append(str(folder / "device.yaml"))
            command += [*arguments, "--events", str(folder / "e.jsonl"), "--summary",
                        str(folder / "s.json")]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120,
                                  check=False)
            self.code = done.returncode
            self.talk = done.stderr
            if not (folder / "s.json").exists():
                raise AssertionError(done.stderr)
            self.summary = json.loads((folder / "s.json").read_text(encoding="utf-8"))
            self.events: list[Event] = [
                json.loads(line)
                for line in (folder / "e.jsonl").read_text(encoding="utf-8").splitlines()]
            for event in self.events:
                if "data" in event:
                    event["data"] = event["data"].rstrip("\r\n")

    def of(self, source: str, kind: str) -> list[Event]:
        """The events of one source and type, in order."""
        return [e for e in self.events if e["src"] == source and e["type"] == kind]

    def lines(self, source: str = "m4-0.uart") -> list[str]:
        """The text that a UART sent."""
        return [e["data"] for e in self.of(source, "uart")]

    def warnings(self) -> list[str]:
        """All warnings."""
        return [json.dumps(e) for e in self.events if e["type"] == "warning"]


def firmware(name: str) -> str:
    """The path of an image."""
    return str(FIRMWARE / name)


class Delays(unittest.TestCase):
    """Ten seconds are ten seconds of virtual time, within a tick of the timer that measures."""

    SLOW = 33 * NS / 32768
    TICKS = {"32768 Hz": NS / 32768, "32768/33 Hz": SLOW, "1 MHz": 1e3, "26 MHz": NS / 26e6}

    def check(self, image: str, core_hz: float) -> None:
        run = Run("--m4-0", firmware(image), "--for", "200s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.warnings(), [])
        # What the program itself does between the expiry and the light.
        overhead = 120 * NS / core_hz
        ticks = self.TICKS | {"core clock": NS / core_hz, "half the core clock": 2 * NS / core_hz}
        marks: list[int] = []
        seen = []
        for event in run.events:
            if event["src"] == "board.led1-red":
                marks.append(event["t"])
            if event["type"] != "uart":
                continue
            name = event["data"]
            seen.append(name)
            # A light that was left on goes off first.
            marks = marks[-11:] if "repeated" in name else marks[-2:]
            clock = name.partition(", ")[2]
            tick = ticks[clock] if clock else NS / core_hz
            with self.subTest(name):
                took = marks[-1] - marks[0]
                self.assertLessEqual(abs(took - 10 * NS), tick + overhead, name)
                second = 993 * self.SLOW if tick == self.SLOW else NS
                rounds = len(marks) - 1
                for number, mark in enumerate(marks[1:], 1):
                    exact = second * number * (10 if rounds == 1 else 1)
                    self.assertGreaterEqual(mark - marks[0], math.floor(exact), name)
                    self.assertLessEqual(mark - marks[0], exact + overhead + tick / 8, name)
            marks = []
        self.assertEqual(len(seen), 15)
        self.assertEqual(len(set(seen)), 15)

    def test_on_the_crystal(self) -> None:
        self.check("delays-26.elf", 26e6)

    def test_on_the_pll(self) -> None:
        self.check("delays-197.elf", 197.6e6)


class Watchdog(unittest.TestCase):
    """The core restarts, memory stays, the cause is told."""

    def test_timeout_interrupt_and_software_reset(self) -> None:
        run = Run("--m4-0", firmware("watchdog.elf"), "--for", "10s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.lines(), ["boot 1, WDT_STA 0000", "boot 2, WDT_STA 8000",
                                       "interrupt", "boot 3, WDT_STA 4000"])
        resets = [e for e in run.of("m4-0", "lifecycle") if "reset" in e["state"]]
        self.assertEqual(len(resets), 2)
        # Three feeds, a second apart, the first a second after the line; then two seconds.
        boot, second, interrupt, _ = run.of("m4-0.uart", "uart")
        self.assertAlmostEqual(resets[0]["t"] - boot["t"], 5 * NS, delta=100_000)
        # The line takes 2 ms, then a second passes, and 10 characters take 1 ms.
        self.assertAlmostEqual(interrupt["t"] - second["t"], NS + 960_000, delta=100_000)
        self.assertLess(resets[1]["t"] - interrupt["t"], 200_000)


class Reset(unittest.TestCase):
    """A reset restarts one core: its memory, the peripherals and the other core go on."""

    def test_by_the_core_and_by_the_watchdog(self) -> None:
        run = Run("--m4-0", firmware("reset.elf"), "--m4-1", firmware("compute.elf"),
                  "--for", "1s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.lines(), [
            f"boot {boot}, sysram {kept}, output {output}, PRIMASK 0, CCR 200, VTOR 100000"
            for boot, kept, output in ((1, "0", 0), (2, "c0de0001", 1), (3, "c0de0002", 1))])
        self.assertEqual([e["state"] for e in run.of("m4-0", "lifecycle")],
                         ["started", "reset by software", "reset by the watchdog"])
        # The light went on once and stays on.
        lights = [e["state"] for e in run.events if e["type"] == "gpio"]
        self.assertEqual(lights, ["on"])
        alone = Run("--m4-1", firmware("compute.elf"), "--for", "1s")
        others = [e for e in run.events if e["src"].startswith("m4-1")]
        self.assertEqual(others, [e for e in alone.events if e["src"].startswith("m4-1")])
        self.assertTrue(others)


class Semihosting(unittest.TestCase):
    """BKPT 0xAB and ITM port 0 are consoles; the firmware ends with a status of its own."""

    def test_a_good_end(self) -> None:
        run = Run("--m4-0", firmware("semihosting-0.elf"))
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.lines("m4-0.itm"), ["hello from the ITM"])
        self.assertEqual(run.lines("m4-0.semihosting"), [
            "hello from semihosting", "0", "1767225600", "0", "1", "an open line"])
        end = run.of("m4-0", "lifecycle")[-1]
        self.assertEqual((end["state"], end["status"]), ("ended", 0))
        self.assertEqual(len(run.warnings()), 1)
        self.assertIn("SYS_OPEN", run.warnings()[0])
        self.assertIn("every firmware has ended", run.talk)

    def test_a_bad_end_is_a_fault_of_the_guest(self) -> None:
        run = Run("--m4-0", firmware("semihosting-0.elf"),
                  "--m4-1", firmware("semihosting-3.elf"), "--for", "1s")
        self.assertEqual(run.code, 4, run.talk)
        self.assertIn("m4-1: the firmware ended with exit status 3", run.talk)
        self.assertEqual(run.of("m4-1", "lifecycle")[-1]["status"], 3)
        self.assertEqual(run.lines("m4-1.semihosting")[-1], "an open line")


class Buttons(unittest.TestCase):
    """The buttons of the reference board, pressed by the device file, interrupt the core."""

    def test_edges_and_debouncing(self) -> None:
        run = Run("--for", "1s", device=f"""
m4-0: {{ image: {firmware("buttons.elf")} }}
board: mt3620-rdb
parts:
  - name: button-a
    type: button
    pin: 12
    presses: [{{ at: 100ms, for: 50ms }}, {{ at: 300ms, for: 2ms }}, {{ at: 500ms, for: 20ms }}]
  - {{ name: button-b, type: button, pin: 13, presses: [{{ at: 700ms, for: 30ms }}] }}
""")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.lines(), ["A 1, B 1"])
        for light, instants in (("led1-red", [110, 510]), ("led1-green", [700, 730])):
            events = run.of("board." + light, "gpio")
            self.assertEqual([e["state"] for e in events], ["on", "off"])
            for event, instant in zip(events, instants):
                self.assertGreaterEqual(event["t"], instant * 1_000_000)
                self.assertLess(event["t"], instant * 1_000_000 + 2_000)
        pressed = [e["t"] for e in run.of("board.button-a", "gpio") if e["state"] == "pressed"]
        self.assertEqual(pressed, [100_000_000, 300_000_000, 500_000_000])


class Voltages(unittest.TestCase):
    """The converter sees the waveforms of the device file."""

    def test_a_ramp_and_a_scan(self) -> None:
        run = Run("--for", "2s", device=f"""
m4-0: {{ image: {firmware("voltages.elf")} }}
parts:
  - {{ name: ramp, type: analogue, channel: 0, ramp: {{ from: 0V, to: 2.5V, over: 1s }} }}
  - {{ name: low, type: analogue, channel: 1, constant: 450mV }}
  - {{ name: high, type: analogue, channel: 2, constant: 3V }}
""")
        self.assertEqual(run.code, 0, run.talk)
        lines = run.lines()
        self.assertEqual(len(lines), 13, lines)
        for number, line in enumerate(lines[:9], 1):
            value = int(line.removeprefix("channel 0: "))
            # 22 us of conversion are a tenth of a step.
            self.assertAlmostEqual(value, 4095 * number * 3277 / 32768, delta=1.1)
        scan = [int(line.removeprefix(f"scan {i}: ")) for i, line in enumerate(lines[9:])]
        self.assertAlmostEqual(scan[0], 4095, delta=0)  # 2.25 V, and the reference is 1.8 V
        self.assertAlmostEqual(scan[1], 4095 / 4, delta=1)
        self.assertEqual(scan[2:], [4095, 0])


class Uart(unittest.TestCase):
    """A UART of an interface unit."""

    TEXT = "forty characters heard over the loopback"

    def test_loopback_then_out(self) -> None:
        run = Run("--m4-0", firmware("uart_echo.elf"), "--for", "1s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.lines("m4-0.isu0-uart"), [self.TEXT])
        # Forty bytes with a trigger of 12: three full interrupts, and a timeout for the rest.
        self.assertEqual(run.lines(), ["4 interrupts, 1 of them timeouts"])
        self.assertEqual(run.warnings(), [])


class Dma(unittest.TestCase):
    """The DMA controller moves, interrupts, and says what it does not reach."""

    def test_memory_uart_and_tcm(self) -> None:
        runs = [Run("--m4-0", firmware("dma.elf"), "--for", "1s", *more)
                for more in ([], ["--quantum", "77"])]
        for run in runs:
            self.assertEqual(run.code, 0, run.talk)
            self.assertEqual(run.lines(), [
                "copy equal", "code: 1, then 2",
                "44 bytes: sent by one virtual FIFO, heard by the other",
                "from the TCM: 4 words left"])
            [warning] = run.warnings()
            self.assertIn("channel 12 cannot read 0x001", warning)
            self.assertIn("place the buffer in SYSRAM (0x22000000)", warning)
        self.assertEqual(runs[0].summary["run_hash"], runs[1].summary["run_hash"])
        self.assertEqual(runs[0].lines("m4-0.isu0-uart"), [])


class LowPower(unittest.TestCase):
    """Sleep with SLEEPDEEP ends at its wake-up source, and the clock goes on."""

    def test_gating_deep_sleep_and_the_clock(self) -> None:
        run = Run("--m4-0", firmware("low_power.elf"), "--for", "20s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.warnings(), [])
        self.assertEqual(run.lines(), ["clock gating: handled 0, then 1; WIC 4, SLP_AUX 0",
                                       "deep sleep: handled 0, then 1; WIC 4, SLP_AUX 1",
                                       "2026-01-01 00:00:10"])
        gating, deep, _ = run.of("m4-0.uart", "uart")
        self.assertAlmostEqual(gating["t"], 5 * NS, delta=10_000_000)
        self.assertAlmostEqual(deep["t"] - gating["t"], 5 * NS, delta=10_000_000)


class Mailbox(unittest.TestCase):
    """The FIFO between the two M4s, its limits, and the software interrupts."""

    def test_full_and_empty(self) -> None:
        run = Run("--m4-0", firmware("fifo_writer.elf"), "--m4-1", firmware("fifo_reader.elf"),
                  "--for", "1s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual(run.lines(), ["posted 15, POST_CNT 15",
                                       "answer 20, POST_CNT 0, read interrupts: yes"])
        # Of an empty FIFO the command reads 0 and the data what it was last.
        self.assertEqual(run.lines("m4-1.uart"), ["ports 08, ACPT_CNT 15",
                                                  "15 in order, then command 0, data 196"])
        self.assertEqual(len(run.of("m4-0.mailbox", "mailbox")), 15)
        self.assertEqual(len(run.warnings()), 1)
        self.assertIn("posted to a full FIFO", run.warnings()[0])

    def test_ping_and_pong(self) -> None:
        hashes = set()
        for quantum in ("1000", "20000"):
            run = Run("--m4-0", firmware("ping.elf"), "--m4-1", firmware("pong.elf"), "--for",
                      "100ms", "--quantum", quantum)
            self.assertEqual(run.lines(), ["ping: 100 of 100 answers are right"])
            hashes.add(run.summary["run_hash"])
        self.assertEqual(len(hashes), 1)


class Ownership(unittest.TestCase):
    """The app manifest says what firmware may use; what it uses beyond is named, and works."""

    def app(self, image: str, capabilities: dict[str, list[Any]]) -> str:
        """A folder with the image as bin/app and a manifest."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="armillary-app-")))
        (folder / "bin").mkdir()
        shutil.copy(FIRMWARE / image, folder / "bin/app")
        (folder / "app_manifest.json").write_text(json.dumps({
            "SchemaVersion": 1, "Name": "owned", "EntryPoint": "/bin/app",
            "ComponentId": "25025d2c-66da-4448-bae1-ac26fcdd3627",
            "ApplicationType": "RealTimeCapable", "Capabilities": capabilities}),
            encoding="utf-8")
        return str(folder)

    def test_what_the_manifest_lists_is_not_named(self) -> None:
        for image, capabilities in (
                ("buttons.elf", {"Gpio": [8, 9], "ExternalInterrupt": ["EINT12", "EINT13"]}),
                ("uart_echo.elf", {"Uart": ["ISU0"]}),
                ("voltages.elf", {"Adc": ["ADC-CONTROLLER-0"]})):
            with self.subTest(image):
                run = Run("--m4-0", self.app(image, capabilities), "--for", "1s", "--strict")
                self.assertEqual(run.code, 0, run.talk)
                self.assertEqual(run.warnings(), [])

    def test_what_it_does_not_list_is_named_once_counted_and_works(self) -> None:
        for image, what in (
                ("buttons.elf", ["GPIO8|\"Gpio\": [8]", "GPIO9|\"Gpio\": [9]",
                                 "EINT12|\"ExternalInterrupt\": [\"EINT12\"]",
                                 "EINT13|\"ExternalInterrupt\": [\"EINT13\"]",
                                 "GPIO12|\"Gpio\": [12]"]),
                ("uart_echo.elf", ["ISU0 UART|\"Uart\": [\"ISU0\"]"]),
                ("voltages.elf", ["the ADC|\"Adc\": [\"ADC-CONTROLLER-0\"]"])):
            with self.subTest(image):
                run = Run("--m4-0", self.app(image, {}), "--for", "1s")
                plain = Run("--m4-0", firmware(image), "--for", "1s")
                self.assertEqual(run.code, 0, run.talk)
                self.assertEqual(
                    [e["text"] for e in run.of("m4-0", "warning")],
                    ["m4-0 uses {}, which the app manifest does not list; add {} to Capabilities"
                     .format(*entry.split("|")) for entry in what])
                self.assertEqual(plain.warnings(), [])
                self.assertEqual(run.lines(), plain.lines())
                self.assertEqual(run.lines("m4-0.isu0-uart"), plain.lines("m4-0.isu0-uart"))
                counts = [w["count"] for w in run.summary["warnings"]]
                self.assertGreater(sum(counts), len(counts))

    def test_strict_makes_it_an_error(self) -> None:
        run = Run("--m4-0", self.app("uart_echo.elf", {}), "--for", "1s", "--strict")
        self.assertNotEqual(run.code, 0)
        self.assertIn("add \"Uart\": [\"ISU0\"] to Capabilities", run.talk)


@unittest.skipUnless((FIRMWARE / "intercore-peer").exists(), "the guest runtime is not there")
class Intercore(unittest.TestCase):
    """Messages between an app of the A7 and the firmware, through the rings."""

    def test_the_echo(self) -> None:
        run = Run("--m4-0", firmware("intercore-echo"), "--a7", firmware("intercore-peer"),
                  "--for", "2s")
        self.assertEqual(run.code, 0, run.talk)
        self.assertEqual([e["data"] for e in run.events if e["type"] == "log"],
                         ["one by one: 10", "at once: 12", "too long: refused"])
        messages = [e for e in run.events if e["type"] == "intercore"]
        self.assertEqual(len(messages), 2 * (10 + 12))
        self.assertEqual(run.lines(), ["echo: started", "echo: connected"])


class Code(unittest.TestCase):
    """Work, interrupts, and firmware that goes wrong."""

    def test_results_are_those_of_another_machine(self) -> None:
        def single(value: float) -> float:
            return float(struct.unpack("f", struct.pack("f", value))[0])

        crc = zlib.crc32(bytes((i * 7 + 3) & 0xFF for i in range(4096)))
        trace = 0.0
        for i in range(24):
            product = 0.0
            for k in range(24):
                product = single(product + (i + k) * 0.5 * (k + 2 * i) * 0.25)
            trace = single(trace + product)
        state, numbers = 12345, []
        for _ in range(1000):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            numbers.append(state >> 8)
        total = 0
        for number in sorted(numbers):
            total = (total * 31 + number) & 0xFFFFFFFF
        wanted = [f"crc32 {crc:08x}", f"trace {int(trace)}", f"sort {total:08x}", "done"]
        for image in ("compute.elf", "compute-xip.elf"):
            run = Run("--m4-0", firmware(image), "--for", "100ms")
            self.assertEqual(run.lines(), wanted)

    def test_interrupts_and_accesses(self) -> None:
        run = Run("--m4-0", firmware("interrupts.elf"), "--for", "200ms")
        self.assertEqual(run.lines(), ["100000 interrupts"])
        run = Run("--m4-0", firmware("access.elf"), "--for", "100ms")
        self.assertEqual(run.lines(), ["1000000 reads, 0 went backwards"])

    def test_faults_end_the_run_with_a_report(self) -> None:
        for name, word in (("wild_read", "0xC0000000"), ("undefined", "undefined"),
                           ("stack_overflow", "0x000fffe0"), ("lockup", "lockup")):
            with self.subTest(name):
                run = Run("--m4-0", firmware(f"fault_{name}.elf"), "--for", "1s")
                self.assertEqual(run.code, 4, run.talk)
                self.assertIn(word.lower(), run.talk.lower())
                self.assertIn("faults.c", run.talk)
                self.assertEqual(run.lines(), ["about to go wrong"])
                self.assertEqual(len([e for e in run.events if e["type"] == "fault"]), 1)

    def test_a_core_that_waits_for_ever_is_no_fault(self) -> None:
        run = Run("--m4-0", firmware("fault_wait_forever.elf"))
        self.assertEqual((run.code, run.summary["outcome"]), (0, "idle"))


class BusParts(unittest.TestCase):
    """A sensor and a display on I2C, a flash on SPI, as the device file wires them."""

    DEVICE = """
name: parts
board: none
parts:
  - name: imu
    type: lsm6ds3
    isu: 2
    acceleration-x: { constant: -0.5g }
    acceleration-z: { ramp: { from: 1g, to: 2g, over: 100ms } }
  - { name: oled, type: ssd1306, isu: 2, size: 128x32, image: oled.png }
  - { name: flash, type: spi-flash, isu: 1, size: 1MiB, file: before.bin, save: after.bin }
"""

    def test_firmware_reads_draws_and_keeps(self) -> None:
        with tempfile.TemporaryDirectory(prefix="armillary-test-") as name:
            folder = Path(name)
            (folder / "device.yaml").write_text(self.DEVICE, encoding="utf-8")
            (folder / "before.bin").write_bytes(b"before")
            run = Run(str(folder / "device.yaml"), "--m4-0", firmware("bus_parts.elf"),
                      "--for", "2s")
            self.assertEqual(run.code, 0, run.talk)
            image = (folder / "oled.png").read_bytes()
            after = (folder / "after.bin").read_bytes()
        lines = run.lines()
        self.assertEqual(lines[:2], ["nobody: silent", "imu: WHO_AM_I 69"])
        readings = [[int(word) for word in line.split()[1:4]] for line in lines[2:5]]
        self.assertEqual([reading[:2] for reading in readings], [[-499, 0]] * 3)
        # 104 samples a second of 1 g that grows by 10 mg a millisecond.
        steps = [later[2] - earlier[2] for earlier, later in zip(readings, readings[1:])]
        for step in steps:
            self.assertAlmostEqual(step, 96, delta=2)
        self.assertEqual(lines[5], "flash: ef 40 14")
        self.assertTrue(lines[6].startswith("flash: was busy, holds "), lines[6])
        kept = bytes.fromhex(lines[6].split("holds ")[1].replace(" ", ""))
        self.assertEqual(after[:6] + after[0x100:0x104], b"before" + kept)
        self.assertEqual(len(after), 1 << 20)
        self.assertEqual(lines[7], "done")
        self.check_picture(image, min(128, readings[2][2] * 64 // 1000))
        shown = run.of("board.oled", "display")
        self.assertEqual(shown[-1]["lit"], 8 * min(128, readings[2][2] * 64 // 1000))
        self.assertEqual([shown[-1]["width"], shown[-1]["height"]], [128, 32])
        self.assertEqual([w for w in run.warnings() if "board." in w], [])

    def check_picture(self, image: bytes, bar: int) -> None:
        """A grey PNG of 128x32 whose rows 8 to 15 are lit from the left up to `bar`."""
        self.assertEqual(image[:8], b"\x89PNG\r\n\x1a\n")
        width, height, depth, colour = struct.unpack(">IIBB", image[16:26])
        self.assertEqual((width, height, depth, colour), (128, 32, 8, 0))
        data, place = b"", 8
        while place < len(image):
            size, = struct.unpack(">I", image[place:place + 4])
            if image[place + 4:place + 8] == b"IDAT":
                data += image[place + 8:place + 8 + size]
            place += size + 12
        raw = zlib.decompress(data)
        rows: list[list[int]] = []
        for y in range(height):
            line = raw[y * (width + 1):(y + 1) * (width + 1)]
            row: list[int] = []
            for x, byte in enumerate(line[1:]):
                left = row[x - 1] if x else 0
                above = rows[y - 1][x] if y else 0
                corner = rows[y - 1][x - 1] if x and y else 0
                guess = left + above - corner
                near = min((left, above, corner), key=lambda v: abs(guess - v))
                add = (0, left, above, (left + above) // 2, near)[line[0]]
                row.append((byte + add) & 0xFF)
            rows.append(row)
        for y, row in enumerate(rows):
            lit = bar if 8 <= y < 16 else 0
            self.assertEqual(row, [255] * lit + [0] * (width - lit), f"row {y}")


if __name__ == "__main__":
    unittest.main()
