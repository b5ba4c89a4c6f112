# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds the house rules that a compiler does not: run by tools/test.sh and as a ctest.

  layers   #include lines go only along the arrows of docs/architecture.md
  engine   only src/cpu/unicorn includes Unicorn's headers
  clocks   only src/cli reads a host clock
  spdx     every file says its licence in its first lines
  length   no source file has more than 500 lines
  hosts    no registry host is named

Prints one line a finding and ends with 1 when there is one.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Each room with the rooms below it that it may use.
ARROWS: dict[str, set[str]] = {
    "base": set(),
    "sim": {"base"},
    "cpu": {"base", "sim"},
    "soc": {"base", "sim"},
    "board": {"base", "sim", "soc"},
    "image": {"base"},
    "net": {"base", "sim"},
    "os": {"base", "sim", "cpu", "soc", "image", "net", "guest"},
    "cloud": {"base", "sim", "net"},
    "machine": {"base", "sim", "cpu", "soc", "board", "image", "os", "net", "cloud", "guest"},
    "cli": {"base", "image", "machine"},
}
HOST_CLOCKS = re.compile(
    r"(system_clock|steady_clock|high_resolution_clock)::now|\bgettimeofday\(|"
    r"\bclock_gettime\(|\bstd::time\(|\btime\(nullptr\)")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z0-9_]+)/', re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
CODE = {".h", ".cpp", ".c", ".cc", ".py", ".sh", ".cmake", ".ld", ".S"}
LONGEST = 500


def tracked() -> list[Path]:
    """The files of the project."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listing.stdout.decode().split("\0")
            if name and (ROOT / name).is_file()]


def check_source(path: Path, text: str) -> list[str]:
    """Rules for C++ sources under src/ and include/."""
    parts = path.relative_to(ROOT).parts
    found = []
    if parts[0] == "include":
        return [f"{path.relative_to(ROOT)}: a public header includes {target}/ of src"
                for target in INCLUDE.findall(text) if target in ARROWS]
    room = parts[1]
    for target in INCLUDE.findall(text):
        if target in ARROWS and target != room and target not in ARROWS.get(room, set()):
            found.append(f"{path.relative_to(ROOT)}: {room} may not use {target}")
    if "<unicorn/" in text and parts[:3] != ("src", "cpu", "unicorn"):
        found.append(f"{path.relative_to(ROOT)}: only src/cpu/unicorn includes Unicorn")
    if room not in ("cli", "guest") and HOST_CLOCKS.search(COMMENT.sub("", text)):
        found.append(f"{path.relative_to(ROOT)}: a host clock outside src/cli")
    return found


def check(path: Path) -> list[str]:
    """All findings in one file."""
    name = path.relative_to(ROOT)
    if path.suffix in {".png", ".bin", ".elf"} or name.parts[:2] == ("tests", "fuzz") and \
            path.suffix not in CODE:
        return []
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    found = []
    if path.suffix in {".h", ".cpp"} and name.parts[0] in {"src", "include"}:
        found += check_source(path, text)
    if path.suffix in CODE or name.parts[0] == ".ci":
        head = "\n".join(text.splitlines()[:3])
        if "SPDX-License-Identifier: GPL-2.0-or-later" not in head:
            found.append(f"{name}: no SPDX line at the top")
        lines = text.count("\n")
        if lines > LONGEST:
            found.append(f"{name}: {lines} lines, more than {LONGEST}")
    host = "pypi" + ".org|registry." + "npmjs|deb." + "debian.org|crates" + ".io"
    if re.search(host, text):
        found.append(f"{name}: names a registry host")
    return found


def main() -> None:
    """Entry point."""
    found = [finding for path in tracked() for finding in check(path)]
    print("\n".join(found) if found else "lint: no findings")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
