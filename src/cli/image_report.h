// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "image/asxipfs.h"
#include "image/manifest.h"
#include "image/metadata.h"
#include "image/signature_check.h"

namespace armillary::cli {

/// Everything that is to be known of an image package, as far as it can be read: a damaged one is
/// looked at, too.
class ImageReport {
 public:
  /// `name` is the file's, as the user wrote it.
  ImageReport(std::string name, std::string bytes, const std::vector<image::ImageKey>& keys);

  /// For `image show`.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] boost::json::object json() const;
  /// The sentence of what keeps it from being shown at all; empty when nothing does.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

  /// One line of `image verify`.
  struct Check {
    enum class State { good, wrong, unknown };
    std::string_view what;
    State state;
    std::string found;
  };
  /// All checks in order. With `only_known` a signature that cannot be checked is wrong.
  [[nodiscard]] std::vector<Check> checks(bool only_known) const;

 private:
  [[nodiscard]] Check check_file_system() const;
  [[nodiscard]] Check check_manifest() const;
  [[nodiscard]] Check check_program() const;
  [[nodiscard]] Check check_identity() const;
  [[nodiscard]] Check check_signature(bool only_known) const;

  std::string name_, bytes_, refusal_;
  std::optional<Result<image::Metadata>> metadata_;
  std::optional<Result<image::Asxipfs>> files_;
  std::optional<Result<image::Manifest>> manifest_;
  image::SignatureReport signature_;
};

}  // namespace armillary::cli
