# SPDX-License-Identifier: GPL-2.0-or-later
"""The FPU's arithmetic by the pseudocode of ARM DDI 0403E (A2.5), on exact fractions.

The engine and QEMU have one ancestor and so may share a fault. This is a third opinion that shares
nothing with them. A number is 32 bits; an operation returns 32 bits and the cumulative flags.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

NEAREST, UP, DOWN, TO_ZERO = range(4)  # FPSCR.RMode
INVALID, DIVIDE, OVERFLOW, UNDERFLOW, INEXACT, DENORMAL = 1, 2, 4, 8, 16, 128
SIGN, INFINITY, DEFAULT_NAN, QUIET = 1 << 31, 0x7F800000, 0x7FC00000, 1 << 22
Answer = tuple[int, int]


def is_nan(bits: int) -> bool:
    """Quiet or signalling."""
    return bits & ~SIGN > INFINITY


def is_signalling(bits: int) -> bool:
    """A NaN whose use is an invalid operation."""
    return is_nan(bits) and not bits & QUIET


def is_infinite(bits: int) -> bool:
    """Of either sign."""
    return bits & ~SIGN == INFINITY


def value(bits: int) -> Fraction:
    """What a finite number is worth."""
    exponent = bits >> 23 & 0xFF
    mantissa = bits & 0x7FFFFF | (0x800000 if exponent else 0)
    worth = Fraction(mantissa) * Fraction(2) ** (max(exponent, 1) - 150)
    return -worth if bits & SIGN else worth


def rounded(exact: Fraction, mode: int) -> int:
    """The integer that a mode makes of a fraction."""
    below = math.floor(exact)
    rest = exact - below
    if mode == NEAREST:
        return below + (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1))
    if mode == UP or (mode == TO_ZERO and exact < 0):
        return math.ceil(exact)
    return below


@dataclass
class Fpu:
    """The control bits of FPSCR, and the flags that an operation has set."""

    fpscr: int
    flags: int = 0

    @property
    def mode(self) -> int:
        """RMode."""
        return self.fpscr >> 22 & 3

    @property
    def flushes(self) -> bool:
        """FZ."""
        return bool(self.fpscr >> 24 & 1)

    def unpack(self, bits: int) -> int:
        """An operand as the FPU sees it."""
        if self.flushes and not bits & INFINITY and bits & ~SIGN:
            self.flags |= DENORMAL
            return bits & SIGN
        return bits

    def round(self, exact: Fraction, mode: int | None = None) -> int:
        """A number that is not 0 as 32 bits."""
        mode = self.mode if mode is None else mode
        sign = SIGN if exact < 0 else 0
        size = abs(exact)
        tiny = size < Fraction(2) ** -126
        if tiny and self.flushes:
            self.flags |= UNDERFLOW
            return sign
        exponent = size.numerator.bit_length() - size.denominator.bit_length()
        if size < Fraction(2) ** exponent:
            exponent -= 1
        exponent = max(exponent, -126)
        scaled = exact / Fraction(2) ** (exponent - 23)
        mantissa = abs(rounded(scaled, mode))
        if mantissa != abs(scaled):
            self.flags |= INEXACT | (UNDERFLOW if tiny else 0)
        # A mantissa that has become one bit longer carries into the exponent.
        bits = mantissa + ((exponent + 126) << 23)
        if bits >= INFINITY:
            self.flags |= OVERFLOW | INEXACT
            away = mode == NEAREST or mode == (DOWN if sign else UP)
            bits = INFINITY if away else INFINITY - 1
        return sign | bits

    def nan(self, *operands: int) -> int | None:
        """What NaNs among the operands make of the result."""
        for wanted in (is_signalling, is_nan):
            for bits in operands:
                if wanted(bits):
                    if is_signalling(bits):
                        self.flags |= INVALID
                    return DEFAULT_NAN if self.fpscr >> 25 & 1 else bits | QUIET
        return None

    def invalid(self) -> int:
        """The result of an operation that has none."""
        self.flags |= INVALID
        return DEFAULT_NAN

    def total(self, terms: list[int], exact: Fraction) -> int:
        """A sum of finite terms, whose signs decide the sign of 0."""
        if exact:
            return self.round(exact)
        signs = {term & SIGN for term in terms}
        return signs.pop() if len(signs) == 1 else SIGN if self.mode == DOWN else 0

    def add(self, a: int, b: int) -> int:
        """FPAdd()."""
        a, b = self.unpack(a), self.unpack(b)
        found = self.nan(a, b)
        if found is not None:
            return found
        if is_infinite(a) or is_infinite(b):
            if is_infinite(a) and is_infinite(b) and a != b:
                return self.invalid()
            return a if is_infinite(a) else b
        exact = value(a) + value(b)
        both_zero = not (a | b) & ~SIGN
        return self.total([a, b] if both_zero else [0, SIGN], exact)

    def multiply(self, a: int, b: int) -> int:
        """FPMul()."""
        a, b = self.unpack(a), self.unpack(b)
        found = self.nan(a, b)
        if found is not None:
            return found
        sign = (a ^ b) & SIGN
        if is_infinite(a) or is_infinite(b):
            return self.invalid() if not a & ~SIGN or not b & ~SIGN else sign | INFINITY
        exact = value(a) * value(b)
        return self.round(exact) if exact else sign

    def divide(self, a: int, b: int) -> int:
        """FPDiv()."""
        a, b = self.unpack(a), self.unpack(b)
        found = self.nan(a, b)
        if found is not None:
            return found
        sign = (a ^ b) & SIGN
        if is_infinite(a):
            return self.invalid() if is_infinite(b) else sign | INFINITY
        if is_infinite(b) or not a & ~SIGN:
            return self.invalid() if not (a | b) & ~SIGN else sign
        if not b & ~SIGN:
            self.flags |= DIVIDE
            return sign | INFINITY
        return self.round(value(a) / value(b))

    def multiply_add(self, c: int, a: int, b: int) -> int:
        """FPMulAdd(): c + a * b, rounded once."""
        c, a, b = self.unpack(c), self.unpack(a), self.unpack(b)
        no_product = (is_infinite(a) and not b & ~SIGN) or (is_infinite(b) and not a & ~SIGN)
        found = self.nan(c, a, b)
        if found is not None and not (no_product and is_nan(c) and not is_signalling(c)):
            return found
        if no_product:
            return self.invalid()
        sign = (a ^ b) & SIGN
        product_infinite = is_infinite(a) or is_infinite(b)
        if is_infinite(c) and product_infinite and c & SIGN != sign:
            return self.invalid()
        if is_infinite(c) or product_infinite:
            return c if is_infinite(c) else sign | INFINITY
        product = value(a) * value(b)
        zeros = not product and not c & ~SIGN
        return self.total([c, sign] if zeros else [0, SIGN], value(c) + product)

    def square_root(self, a: int) -> int:
        """FPSqrt()."""
        a = self.unpack(a)
        found = self.nan(a)
        if found is not None:
            return found
        if not a & ~SIGN or a == INFINITY:
            return a
        if a & SIGN:
            return self.invalid()
        scaled = value(a) * 4 ** 120
        root = math.isqrt(scaled.numerator // scaled.denominator)
        # Half a unit far below the result's last bit stands for what is left.
        rest = Fraction(root * root != scaled, 2)
        return self.round((root + rest) / 2 ** 120)

    def to_integer(self, a: int, *, signed: bool, width: int, fraction: int, mode: int) -> int:
        """FPToFixed(), extended to 32 bits."""
        a = self.unpack(a)
        least, most = (-(1 << width - 1), (1 << width - 1) - 1) if signed else (0, (1 << width) - 1)
        if is_nan(a):
            self.flags |= INVALID
            return 0
        if is_infinite(a):
            self.flags |= INVALID
            return (least if a & SIGN else most) & 0xFFFFFFFF
        exact = value(a) * 2 ** fraction
        whole = rounded(exact, mode)
        if not least <= whole <= most:
            self.flags |= INVALID
            whole = least if whole < least else most
        elif whole != exact:
            self.flags |= INEXACT
        return whole & 0xFFFFFFFF

    def from_integer(self, a: int, *, signed: bool, width: int, fraction: int, mode: int) -> int:
        """FixedToFP()."""
        a &= (1 << width) - 1
        if signed and a >> width - 1:
            a -= 1 << width
        return self.round(Fraction(a, 2 ** fraction), mode) if a else 0


def negative(bits: int) -> int:
    """FPNeg()."""
    return bits ^ SIGN


def compute(operation: str, fpscr: int, s0: int, s1: int, s2: int) -> Answer:
    """The result and FPSCR of one instruction with S0, S1 and S2."""
    fpu = Fpu(fpscr)
    table = {
        "vadd": lambda: fpu.add(s1, s2),
        "vsub": lambda: fpu.add(s1, s2 if is_nan(s2) else negative(s2)),
        "vmul": lambda: fpu.multiply(s1, s2),
        "vnmul": lambda: negative(fpu.multiply(s1, s2)),
        "vdiv": lambda: fpu.divide(s1, s2),
        "vsqrt": lambda: fpu.square_root(s1),
        "vmla": lambda: fpu.add(s0, fpu.multiply(s1, s2)),
        "vmls": lambda: fpu.add(s0, negative(fpu.multiply(s1, s2))),
        "vnmla": lambda: fpu.add(negative(s0), negative(fpu.multiply(s1, s2))),
        "vnmls": lambda: fpu.add(negative(s0), fpu.multiply(s1, s2)),
        "vfma": lambda: fpu.multiply_add(s0, s1, s2),
        "vfms": lambda: fpu.multiply_add(s0, negative(s1), s2),
        "vfnma": lambda: fpu.multiply_add(negative(s0), negative(s1), s2),
        "vfnms": lambda: fpu.multiply_add(negative(s0), s1, s2),
        "vneg": lambda: negative(s1),
        "vabs": lambda: s1 & ~SIGN,
        "vmov": lambda: s1,
    }
    result = table[operation]()
    return result, fpscr | fpu.flags


def convert(operation: str, fpscr: int, operand: int, fraction: int | None) -> Answer:
    """VCVT and VCVTR between a number and an integer or fixed-point number."""
    name, to, source = operation.split(".")
    fpu = Fpu(fpscr)
    fixed = to if source == "f32" else source
    shape = {"signed": fixed[0] == "s", "width": int(fixed[1:]), "fraction": fraction or 0}
    if to == "f32":
        mode = fpu.mode if fraction is None else NEAREST
        result = fpu.from_integer(operand, mode=mode, **shape)
    else:
        result = fpu.to_integer(operand, mode=fpu.mode if name == "vcvtr" else TO_ZERO, **shape)
    return result, fpscr | fpu.flags
