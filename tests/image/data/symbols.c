// SPDX-License-Identifier: GPL-2.0-or-later
// Linked as firmware by the build, so that the symbols test has a real file: the line numbers below
// stand in symbols_test.cpp.
extern const unsigned vector_table[];
volatile unsigned counter;
__attribute__((noinline)) void count(unsigned by) {
  counter += by;  // line 7
}
void start(void) {
  for (;;) count(3);
}
__attribute__((section(".vectors"), used)) const unsigned vector_table[64] = {0x00130000};
