# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures the product beside QEMU and an unpatched Unicorn, in one run, and prints one table.

A figure is the best of several rounds, and what is compared is measured in turn (A B A B ...), so
that a slow moment of the host hits both sides. Ratios are what to quote; absolute figures depend
on the host.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUEST = Path(__file__).resolve().parent / "guest"
SAMPLES = ROOT / "firmware-samples"
COMMON = SAMPLES / "common/m4"
# As tools/cmake/toolchains/mt3620-m4.cmake has them.
HARD_FLOAT = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"]
M4_HZ = 197_600_000
A7_HZ = 500_000_000


@dataclass
class Row:
    """One line of the table."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    wanted: str = ""

    def holds(self) -> bool | None:
        """Whether the wanted bound holds; None where there is none."""
        if not self.wanted:
            return None
        sign, bound = self.wanted.split()[:2]
        measured = self.ratio if self.ratio is not None else self.value
        return measured >= float(bound) if sign == ">=" else measured <= float(bound)


def run(command: list[str], **options) -> subprocess.CompletedProcess:
    """Runs a command that must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    return done


def seconds(command: list[str]) -> float:
    """Wall time of a command that must succeed."""
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start


class Guests:
    """Builds the guest programs of the benchmarks."""

    def __init__(self, folder: Path):
        self.folder = folder

    def m4(self, role: str, rounds: int = 0, mps2: bool = False, more: tuple[str, ...] = ()) -> Path:
        """The M4 firmware in a role, for the MT3620 or for QEMU's mps2-an386."""
        suffix = "".join(more).replace("/", "_") + ("-mps2" if mps2 else "")
        out = self.folder / f"{role.lower()}-{rounds}{suffix}.elf"
        code, data, stack = ("0", "0x20000000", "0x20010000") if mps2 else (
            "0x00100000", "0x00100000", "0x00130000")
        run(["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-O2", "-ffreestanding",
             "-nostdlib", "-nostartfiles", f"-DROLE_{role}", f"-DROUNDS={rounds}u",
             *(["-DMPS2"] if mps2 else []), *more, f"-Wl,--defsym=ORIGIN_CODE={code}",
             f"-Wl,--defsym=ORIGIN_DATA={data}", f"-Wl,--defsym=ORIGIN_STACK={stack}",
             "-Wl,--no-warn-rwx-segments", "-Wl,-n", "-T", str(GUEST / "m4.ld"), "-o", str(out),
             str(GUEST / "m4.c"), "-lgcc"])
        return out

    def rtos(self, kernel: Path | None, work: Path) -> Path:
        """The FreeRTOS sample, or without a kernel the sample with our own, whose tasks compute
        what `work` says."""
        if kernel is None:
            sample = SAMPLES / "tasks"
            sources, includes = [sample / "main.c", sample / "kernel.c"], []
        else:
            port = kernel / "portable/GCC/ARM_CM4F"
            sample = SAMPLES / "freertos"
            sources = [sample / "main.c", port / "port.c", kernel / "portable/MemMang/heap_4.c",
                       *(kernel / f"{part}.c" for part in ("list", "queue", "tasks", "timers"))]
            includes = [kernel / "include", port]
        out = self.folder / f"{sample.name}-{work.stem}.elf"
        library = [COMMON / f"{part}.c" for part in ("console", "cpu", "gpt", "memory", "startup")]
        run(["arm-none-eabi-gcc", *HARD_FLOAT, "-O2", "-ffreestanding", "-nostdlib",
             "-fno-tree-loop-distribute-patterns", "-ffunction-sections", "-Wl,--gc-sections",
             "-Wl,--no-warn-rwx-segments", "-Wl,-n", f"-L{COMMON}", f"-T{COMMON}/tcm.ld",
             *(f"-I{path}" for path in (sample, COMMON, COMMON / "libc", GUEST, *includes)),
             "-o", str(out), *map(str, [*sources, *library, work]), "-lgcc"])
        return out

    def raw(self, elf: Path) -> Path:
        """The bytes that an ELF puts into memory."""
        out = elf.with_suffix(".bin")
        run(["arm-none-eabi-objcopy", "-O", "binary", str(elf), str(out)])
        return out

    def a7(self, source: str, args: list[str], component: str, peers: list[str]) -> Path:
        """A high-level app as a folder with its manifest."""
        folder = self.folder / Path(source).stem
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        run([str(ROOT / "build/guest/bin/arm-musl-gcc"), "-O2", "-o",
             str(folder / "bin/app"), str(GUEST / source), "-lapplibs"])
        manifest = {
            "SchemaVersion": 1, "Name": Path(source).stem, "ComponentId": component,
            "EntryPoint": "/bin/app", "CmdArgs": args, "ApplicationType": "Default",
            "Capabilities": {"AllowedApplicationConnections": peers},
        }
        (folder / "app_manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        return folder


class Product:
    """The armillary command."""

    def __init__(self, binary: Path, folder: Path):
        self.binary = binary
        self.folder = folder

    def run(self, *args: str, virtual: str) -> dict:
        """Runs and gives the summary, with the number of text lines under `lines`, and under
        `cpu_ns` the processor time that it took, which a busy host changes less than `host_ns`."""
        summary = self.folder / "summary.json"
        events = self.folder / "events.jsonl"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run([str(self.binary), "run", *args, "--for", virtual, "--quiet", "--summary",
             str(summary), "--events", str(events)])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = json.loads(summary.read_text(encoding="utf-8"))
        result["cpu_ns"] = 1e9 * (after.ru_utime + after.ru_stime - before.ru_utime
                                  - before.ru_stime)
        with events.open(encoding="utf-8") as log:
            result["lines"] = sum(1 for line in log if '"type":"uart"' in line
                                  or '"type":"log"' in line)
        return result

    def speed(self, core: str, *args: str, virtual: str) -> float:
        """Millions of instructions a host second."""
        result = self.run(*args, virtual=virtual)
        return result["instructions"][core] / result["host_ns"] * 1e3

    def memory_mb(self, *args: str, virtual: str) -> float:
        """Peak resident memory of a run."""
        process = subprocess.Popen([str(self.binary), "run", *args, "--for", virtual, "--quiet"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        return usage.ru_maxrss / 1024

    def first_output_ms(self, *args: str) -> float:
        """From the start of the process to the first line of the firmware."""
        start = time.perf_counter()
        with subprocess.Popen([str(self.binary), "run", *args, "--for", "10s"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout is not None
            process.stdout.readline()
            elapsed = time.perf_counter() - start
            process.kill()
        return elapsed * 1e3


def instructions_of(product: Product, guests: Guests, rounds: int) -> int:
    """How many instructions `rounds` rounds take on an M4: counted, not estimated."""
    result = product.run("--m4-0", str(guests.m4("COMPUTE", rounds)), virtual="100s")
    return result["instructions"]["m4-0"]


def m4_rows(product: Product, guests: Guests, upstream: Path | None, repeats: int) -> list[Row]:
    """Counted M4 speed beside QEMU and unpatched Unicorn."""
    rounds = 20_000
    count = instructions_of(product, guests, rounds) / 1e6
    forever = str(guests.m4("COMPUTE", 0))
    mps2 = guests.m4("COMPUTE", rounds, mps2=True)
    nothing = guests.m4("COMPUTE", 1, mps2=True)
    qemu = ["qemu-system-arm", "-M", "mps2-an386", "-nographic", "-semihosting"]
    icount = ["-icount", "shift=3,sleep=off"]
    raw = str(guests.raw(mps2))
    best: dict[str, float] = {}

    def note(key: str, value: float) -> None:
        best[key] = max(best.get(key, 0.0), value)

    for _ in range(repeats):
        note("product", product.speed("m4-0", "--m4-0", forever, virtual="10s"))
        base = seconds([*qemu, "-kernel", str(nothing)])
        note("qemu", count / (seconds([*qemu, "-kernel", str(mps2)]) - base))
        base = seconds([*qemu, *icount, "-kernel", str(nothing)])
        note("icount", count / (seconds([*qemu, *icount, "-kernel", str(mps2)]) - base))
        if upstream is not None:
            note("upstream", count / float(run([str(upstream), raw]).stdout))
    rows = [
        Row("M4 counted", best["product"], "M instr/s", best["product"] / best["icount"],
            f"qemu -icount: {best['icount']:.0f}", ">= 1.8"),
        Row("M4 counted", best["product"], "M instr/s", best["product"] / best["qemu"],
            f"qemu: {best['qemu']:.0f}", ">= 0.85"),
    ]
    if upstream is not None:
        rows.append(Row("M4 counted", best["product"], "M instr/s",
                        best["product"] / best["upstream"],
                        f"unpatched Unicorn: {best['upstream']:.0f}", ">= 3"))
    for quantum in (2_000, 20_000, 100_000):
        speed = max(product.speed("m4-0", "--m4-0", forever, "--quantum", str(quantum),
                                  virtual="5s") for _ in range(repeats))
        rows.append(Row(f"M4, slices of {quantum:,}", speed, "M instr/s"))
    return rows


def a7_rows(product: Product, guests: Guests, repeats: int) -> list[Row]:
    """Counted A7 speed beside qemu-arm on the same binary."""
    rounds = 20_000
    app = guests.a7("a7.c", [str(rounds)], "0a7c0000-0000-4000-8000-000000000001", [])
    count = product.run("--a7", str(app), virtual="1000s")["instructions"]["a7"] / 1e6
    qemu = ["qemu-arm", "-L", str(ROOT / "build/guest/rootfs"), str(app / "bin/app")]
    ours = theirs = 0.0
    for _ in range(repeats):
        ours = max(ours, product.speed("a7", "--a7", str(app), virtual="1000s"))
        base = seconds([*qemu, "1"])
        theirs = max(theirs, count / (seconds([*qemu, str(rounds)]) - base))
    return [Row("A7 counted", ours, "M instr/s", ours / theirs, f"qemu-arm: {theirs:.0f}",
                ">= 0.75")]


def os_rows(product: Product, guests: Guests, repeats: int) -> list[Row]:
    """What the A7's operating system costs, and how long an app takes to its first line."""
    calls = guests.a7("a7_calls.c", ["0"], "0a7c0000-0000-4000-8000-000000000002", [])
    qemu = ["qemu-arm", "-L", str(ROOT / "build/guest/rootfs"), str(calls / "bin/app")]
    switches = guests.a7("a7_switches.c", [], "0a7c0000-0000-4000-8000-000000000003", [])
    ours = theirs = turns = 0.0
    for _ in range(repeats):
        result = product.run("--a7", str(calls), virtual="5s")
        ours = max(ours, result["lines"] * 65_536 / result["host_ns"] * 1e3)
        few = seconds([*qemu, "1"])
        theirs = max(theirs, 49 * 65_536 / (seconds([*qemu, "50"]) - few) / 1e6)
        result = product.run("--a7", str(switches), virtual="2s")
        turns = max(turns, result["lines"] * 2 * 8_192 / result["host_ns"] * 1e3)
    return [
        Row("system calls a second", ours, "M/s", ours / theirs, f"qemu-arm: {theirs:.1f}"),
        Row("context switches a second", turns, "M/s"),
        Row("start of a dynamic app to its line", min(
            product.first_output_ms("--a7", str(calls)) for _ in range(5)), "ms", wanted="<= 100"),
    ]


def three_cores(product: Product, guests: Guests, repeats: int) -> list[Row]:
    """All three cores busy at full clock."""
    firmware = str(guests.m4("COMPUTE", 0))
    app = str(guests.a7("a7.c", ["0"], "0a7c0000-0000-4000-8000-000000000001", []))
    rows = []
    for threads, wanted in ((1, ">= 1.5"), (2, "")):
        best = 0.0
        for _ in range(repeats):
            result = product.run("--m4-0", firmware, "--m4-1", firmware, "--a7", app,
                                 "--threads", str(threads), virtual="2s")
            best = max(best, result["virtual_ns"] / result["host_ns"])
        rows.append(Row(f"three busy cores, {threads} host thread(s)", best, "x real time",
                        wanted=wanted))
    return rows


def rate_rows(product: Product, guests: Guests, samples: Path, tests: Path) -> list[Row]:
    """Device accesses, interrupts and inter-core round trips a second."""
    rows = []
    for role, name in (("ACCESS", "device accesses"), ("INTERRUPT", "interrupts")):
        result = product.run("--m4-0", str(guests.m4(role)), virtual="5s")
        rows.append(Row(f"{name} a second", result["lines"] * 65_536 / result["host_ns"] * 1e3,
                        "M/s"))
    result = product.run("--m4-0", str(guests.m4("DMA")), virtual="2s")
    rows.append(Row("DMA bytes a second", result["lines"] * (2 << 20) / result["host_ns"] * 1e3,
                    "MB/s"))
    echo = tests / "firmware" / "intercore-echo"
    if echo.exists():
        peer = json.loads((echo / "app_manifest.json").read_text(encoding="utf-8"))["ComponentId"]
        app = guests.a7("a7_roundtrip.c", [peer],
                        json.loads((echo / "app_manifest.json").read_text(encoding="utf-8"))
                        ["Capabilities"]["AllowedApplicationConnections"][0], [peer])
        result = product.run("--m4-0", str(echo), "--a7", str(app), virtual="2s")
        rows.append(Row("inter-core round trips a second",
                        result["lines"] * 256 / result["host_ns"] * 1e6, "k/s"))
    device = samples / "thermostat" / "device.yaml"
    result = product.run(str(device), virtual="600s")
    rows.append(Row("thermostat", result["virtual_ns"] / result["host_ns"], "x real time",
                    wanted=">= 50"))
    hello = str(samples / "hello-rt" / "device.yaml")
    rows.append(Row("start to first firmware output",
                    min(product.first_output_ms(hello) for _ in range(5)), "ms", wanted="<= 100"))
    rows.append(Row("resident memory, thermostat", product.memory_mb(str(device), virtual="60s"),
                    "MB", wanted="<= 100"))
    return rows


def rtos_rows(product: Product, guests: Guests, build: Path, repeats: int) -> list[Row]:
    """An RTOS at full load beside the same work without one, and apps that only tick.
    By processor time: the host's other work does not count."""
    folder = os.environ.get("FREERTOS_KERNEL_PATH") or cache_entry(build, "FREERTOS_KERNEL_PATH")
    kernel = Path(folder) if folder else None
    name = "FreeRTOS" if kernel else "our own kernel (tasks)"
    oscillators = COMMON / "oscillators.c"
    rows = []

    def speed(image: Path) -> float:
        result = product.run("--m4-0", str(image), virtual="5s")
        return result["instructions"]["m4-0"] / result["cpu_ns"] * 1e3

    for what, work, bare in (
            ("integer", GUEST / "rtos_work.c", guests.m4("COMPUTE")),
            ("float", oscillators, guests.m4("FLOAT", more=(*HARD_FLOAT[2:], f"-I{COMMON}")))):
        image = guests.rtos(kernel, work)
        ours = alone = 0.0
        for _ in range(repeats):
            ours = max(ours, speed(image))
            alone = max(alone, speed(bare))
        rows.append(Row(f"{name} at full load, {what}", ours, "M instr/s", ours / alone,
                        f"the same work bare: {alone:.0f}", ">= 0.70"))
    for hertz, virtual, wanted in ((1000, "600s", ">= 500"), (100, "6000s", ">= 3000")):
        image = str(guests.m4("IDLE", more=(f"-DTICK_HZ={hertz}u",)))
        best = 0.0
        for _ in range(repeats):
            result = product.run("--m4-0", image, virtual=virtual)
            best = max(best, result["virtual_ns"] / result["cpu_ns"])
        rows.append(Row(f"idle app with a tick of {hertz:,} Hz", best, "x real time",
                        wanted=wanted))
    return rows


def cache_entry(build: Path, name: str) -> str:
    """A variable of a build's CMake cache, or nothing."""
    cache = build / "CMakeCache.txt"
    for line in cache.read_text(encoding="utf-8").splitlines() if cache.exists() else []:
        if line.startswith(name + ":"):
            return line.partition("=")[2]
    return ""


def print_table(rows: list[Row]) -> None:
    """The table for a person."""
    print(f"{'measure':<36}{'value':>10} {'unit':<12}{'ratio':>7}  {'against':<28}{'wanted':<9}")
    for row in rows:
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        mark = {True: "holds", False: "MISSED", None: ""}[row.holds()]
        print(f"{row.name:<36}{row.value:>10.1f} {row.unit:<12}{ratio:>7}  {row.against:<28}"
              f"{row.wanted:<9}{mark}")


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="write the table as JSON too")
    parser.add_argument("--build", default=str(ROOT / "build/release"), help="the build to measure")
    parser.add_argument("--repeats", type=int, default=3, help="rounds of each comparison")
    parser.add_argument("--only", choices=["m4", "a7", "os", "three", "rate", "rtos"],
                        help="one group of rows")
    parser.add_argument("--upstream", metavar="PROGRAM", help="the unpatched-Unicorn runner")
    options = parser.parse_args()
    build = Path(options.build)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        guests, product = Guests(folder), Product(build / "bin/armillary", folder)
        upstream = Path(options.upstream) if options.upstream else None
        groups = {
            "m4": lambda: m4_rows(product, guests, upstream, options.repeats),
            "a7": lambda: a7_rows(product, guests, options.repeats),
            "os": lambda: os_rows(product, guests, options.repeats),
            "three": lambda: three_cores(product, guests, options.repeats),
            "rate": lambda: rate_rows(product, guests, build / "samples", build / "tests"),
            "rtos": lambda: rtos_rows(product, guests, build, options.repeats),
        }
        rows = [row for name, group in groups.items() if options.only in (None, name)
                for row in group()]
    print_table(rows)
    if options.json:
        Path(options.json).write_text(
            json.dumps([{**vars(row), "holds": row.holds()} for row in rows], indent=2) + "\n",
            encoding="utf-8")


if __name__ == "__main__":
    main()
