/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Floating-point work whose result is known: for tasks that keep the FPU busy. */
#ifndef COMMON_M4_OSCILLATORS_H
#define COMMON_M4_OSCILLATORS_H

/*
 * Moves four coupled oscillators by 2,000 steps and gives the sum of their places and speeds, the
 * same for the same `step` at every call. Most FP registers hold a value all the time, so that a
 * register which a context switch mixes up changes the sum. About 70,000 instructions.
 */
float oscillate(float step);

#endif /* COMMON_M4_OSCILLATORS_H */
