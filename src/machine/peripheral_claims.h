// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include <armillary/machine.h>

#include "base/result.h"
#include "image/manifest.h"
#include "soc/claims.h"

namespace armillary::machine {

/// What a manifest claims of the blocks behind the pins.
soc::Claims claims_of(const image::Capabilities& capabilities);

/// Who has which peripheral of a device: each belongs to one app, and the pins of a block to one
/// core (mt3620.md section 7.1).
class PeripheralOwners {
 public:
  /// Adds what an app claims. `image` is the app's file or folder as the user names it. Refuses a
  /// claim on what another app has, with both images and both lines of their manifests.
  Result<void> add(std::string_view image, CoreId core, const image::Capabilities& capabilities);

 private:
  /// One entry of a list of a manifest.
  struct Claim {
    std::string image;
    CoreId core;
    std::string what;  ///< "ISU0", "GPIO8"
    std::string line;  ///< "\"Uart\": [\"ISU0\"]"
    std::bitset<soc::kPins> pins;
    std::bitset<soc::kPins> blocks;  ///< all pins of the blocks of `pins`
  };
  static std::vector<Claim> claims_of_app(std::string_view image, CoreId core,
                                          const image::Capabilities& capabilities);
  static std::string refusal(const Claim& claim, const Claim& owner);

  std::vector<Claim> claims_;
};

}  // namespace armillary::machine
