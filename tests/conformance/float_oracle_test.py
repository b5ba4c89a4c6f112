# SPDX-License-Identifier: GPL-2.0-or-later
"""The answers of the FP cases against float_oracle.py. usage: float_oracle_test.py

The operands are read from the tables of fp_arithmetic.S and fp_conversions.S.
"""

from __future__ import annotations

import re
import unittest
from pathlib import Path

import float_oracle

HERE = Path(__file__).resolve().parent
RN, RP, RM, RZ, FZ, DN = 0, 1 << 22, 2 << 22, 3 << 22, 1 << 24, 1 << 25
MODES = (RN, RP, RM, RZ, FZ, DN)  # as the macros have them
Words = list[int]


def answers() -> dict[str, Words]:
    """The words of each case."""
    found = {}
    for line in (HERE / "expected.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, words = line.partition(":")
            found[name] = [int(word, 16) for word in words.split()]
    return found


def table(file: str, macro: str) -> list[list[str]]:
    """The arguments of each use of a macro."""
    text = (HERE / file).read_text(encoding="utf-8")
    names = dict(re.findall(r"\.equ (\w+), (\w+)", text))
    uses = re.findall(rf"^{macro} ([^@\n]+)", text, re.MULTILINE)
    return [[names.get(word.strip(), word.strip()) for word in use.split(",")] for use in uses]


class FloatOracle(unittest.TestCase):
    """Each case of a table, in each of its modes."""

    maxDiff = None
    expected = answers()

    def check(self, name: str, computed: list[float_oracle.Answer]) -> None:
        """The words of a case are the results and FPSCRs, in order."""
        with self.subTest(name):
            wanted = [f"{word:08x}" for answer in computed for word in answer]
            self.assertEqual([f"{word:08x}" for word in self.expected[name]], wanted)

    def test_two_operands(self) -> None:
        uses = table("fp_arithmetic.S", "two")
        self.assertGreater(len(uses), 50)
        for name, operation, a, b, *third in uses:
            s0, s1, s2 = (int(word, 0) for word in ((third or ["0"])[0], a, b))
            self.check(name, [float_oracle.compute(operation.partition(".")[0], mode, s0, s1, s2)
                              for mode in MODES])

    def test_one_operand(self) -> None:
        uses = table("fp_arithmetic.S", "single")
        self.assertGreater(len(uses), 8)
        for name, operation, a in uses:
            self.check(name, [float_oracle.compute(operation.partition(".")[0], mode, 0,
                                                   int(a, 0), 0) for mode in MODES])

    def test_integers(self) -> None:
        uses = table("fp_conversions.S", "converts")
        self.assertGreater(len(uses), 15)
        for name, operation, a in uses:
            self.check(name, [float_oracle.convert(operation, mode, int(a, 0), None)
                              for mode in MODES])

    def test_fixed_point(self) -> None:
        uses = table("fp_conversions.S", "fixed")
        self.assertGreater(len(uses), 8)
        for name, operation, a, bits in uses:
            self.check(name, [float_oracle.convert(operation, mode, int(a, 0), int(bits))
                              for mode in MODES])


if __name__ == "__main__":
    unittest.main()
