// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/signature_policy.h"

#include "base/host_file.h"

namespace armillary::machine {

Result<image::SignaturePolicy> read_signature_policy(const SignatureConfig& config) {
  constexpr std::uint64_t kLargestKey = 64 * 1024;
  image::SignaturePolicy policy;
  policy.only_known = config.only_known;
  for (const std::filesystem::path& file : config.keys) {
    const auto text = read_host_file(file, kLargestKey, "certificate of a signer");
    if (!text) return tl::unexpected<Error>(text.error());
    auto key = image::ImageKey::parse(*text, file.string());
    if (!key) return tl::unexpected<Error>(key.error());
    policy.keys.push_back(std::move(*key));
  }
  return policy;
}

}  // namespace armillary::machine
