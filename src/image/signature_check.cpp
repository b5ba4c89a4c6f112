// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/signature_check.h"

#include <fmt/format.h>

namespace armillary::image {
namespace {

/// The key that the vendor's SDK signs with, of which only begin and end are public knowledge.
bool is_sdk_test_key(const Thumbprint& signer) {
  const std::string text = to_string(signer);
  return text.starts_with("a8d5cc69") && text.ends_with("5df0");
}

}  // namespace

SignatureReport report_signature(Bytes image, const Metadata& metadata,
                                 const std::vector<ImageKey>& keys) {
  SignatureReport report;
  if (metadata.signature) report.signer = metadata.signature->signer;
  if (image.size() < kSignatureSize) return report;
  const Bytes signed_bytes = image.first(image.size() - kSignatureSize);
  for (const ImageKey& key : keys) {
    if (!report.signer || key.thumbprint() != *report.signer) continue;
    const bool right = key.verify(signed_bytes, image.last(kSignatureSize));
    report.state = right ? SignatureReport::State::good : SignatureReport::State::wrong;
    if (right) break;
  }
  return report;
}

std::string signer_name(const SignatureReport& report) {
  if (report.state != SignatureReport::State::foreign) return "this installation";
  if (report.signer && is_sdk_test_key(*report.signer)) return "the vendor's SDK (test key)";
  return "not known";
}

Result<void> check_signature(Bytes image, const Metadata& metadata, std::string_view name,
                             const SignaturePolicy& policy) {
  const SignatureReport report = report_signature(image, metadata, policy.keys);
  if (report.state == SignatureReport::State::good) return {};
  if (report.state == SignatureReport::State::wrong) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: the signature is not of these bytes: the image was changed "
                               "after it was signed (device error 7.15). Pack it again with "
                               "\"armillary image pack\"",
                               name));
  }
  if (!policy.only_known) return {};
  return failure(ErrorKind::bad_input,
                 fmt::format("{}: signed by {}, whose key is not here, and only known signatures "
                             "are accepted. Pack it again with \"armillary image pack\", or allow "
                             "it with --signatures=any",
                             name,
                             report.signer ? "the key " + to_string(*report.signer)
                                           : std::string("nobody who is named in it")));
}

}  // namespace armillary::image
