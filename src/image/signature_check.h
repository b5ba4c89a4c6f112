// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/image_key.h"

namespace armillary::image {

/// Who may have signed an image.
struct SignaturePolicy {
  /// Refuse an image that none of `keys` has signed. Else its signature cannot be checked and is
  /// let pass, as the sideloaded images of a device that is open for development are.
  bool only_known = false;
  std::vector<ImageKey> keys;
};

/// What is known about an image's signature.
struct SignatureReport {
  enum class State {
    good,    ///< of a known key, and right
    wrong,   ///< of a known key, but not of these bytes
    foreign  ///< of a key that is not known
  };
  State state = State::foreign;
  std::optional<Thumbprint> signer;  ///< of the SG section
};

/// Looks at the end of a whole image whose metadata has been read.
SignatureReport report_signature(Bytes image, const Metadata& metadata,
                                 const std::vector<ImageKey>& keys);

/// Who the signer is as people know it: "this installation" for a known key, "the vendor's SDK
/// (test key)", "not known".
std::string signer_name(const SignatureReport& report);

/// Fails with a sentence for an image that must not run: changed after a known key signed it, or
/// refused by the policy. `name` stands in messages.
Result<void> check_signature(Bytes image, const Metadata& metadata, std::string_view name,
                             const SignaturePolicy& policy);

}  // namespace armillary::image
