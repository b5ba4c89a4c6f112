// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "image/bytes.h"
#include "image/metadata.h"

namespace armillary::image {

/// A key that signs images, or only its certificate, which checks signatures: ECDSA with P-256 and
/// SHA-256, as the platform has it.
class ImageKey {
 public:
  /// Reads PEM text: a certificate, and for signing its private key. `name` stands in messages.
  static Result<ImageKey> parse(std::string_view pem, std::string_view name);
  /// PEM text of a new key with a certificate of its own. Every call makes another one.
  static Result<std::string> make();

  ImageKey(ImageKey&&) noexcept;
  ImageKey& operator=(ImageKey&&) noexcept;
  ~ImageKey();

  [[nodiscard]] const Thumbprint& thumbprint() const { return thumbprint_; }
  [[nodiscard]] bool can_sign() const;
  /// The kSignatureSize bytes for the end of an image that begins with `bytes`. Only when
  /// can_sign(). Two signatures of the same bytes differ.
  [[nodiscard]] Result<std::string> sign(std::string_view bytes) const;
  /// Whether `signature` is this key's over `bytes`.
  [[nodiscard]] bool verify(Bytes bytes, Bytes signature) const;

 private:
  struct Keys;
  explicit ImageKey(std::unique_ptr<Keys> keys, const Thumbprint& thumbprint);

  std::unique_ptr<Keys> keys_;
  Thumbprint thumbprint_;
};

/// "a8d5cc69..." in lower-case hexadecimal digits.
std::string to_string(const Thumbprint& thumbprint);

}  // namespace armillary::image
