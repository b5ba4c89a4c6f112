// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/register_reference.h"

#include <iostream>

int main() {
  std::cout << armillary::soc::register_reference();
  return std::cout.flush() ? 0 : 1;
}
