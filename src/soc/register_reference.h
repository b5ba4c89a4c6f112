// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

namespace armillary::soc {

/// The page docs/fidelity.md, made from the register tables of all blocks that an IO core has on
/// its bus. The program register_reference prints it; a test holds the committed page against it.
std::string register_reference();

}  // namespace armillary::soc
