// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part_reference.h"

#include <iostream>

int main() {
  std::cout << armillary::board::part_reference();
  return std::cout.flush() ? 0 : 1;
}
