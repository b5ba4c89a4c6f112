// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace armillary::net {
class Host;
}

namespace armillary::os {

class IntercoreSwitch;

/// What the sockets of the apps lead to. All must outlive the kernel; nullptr: that family does not
/// exist (EAFNOSUPPORT).
struct SocketServices {
  net::Host* network = nullptr;      ///< AF_INET
  IntercoreSwitch* cores = nullptr;  ///< AF_AZSPIO
};

}  // namespace armillary::os
