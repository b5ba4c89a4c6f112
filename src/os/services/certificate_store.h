// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace armillary::os {

/// The device's certificate store: client certificates with their keys, and root CA certificates,
/// by identifier. One for all apps; EAP-TLS takes them from here. Keys never come out again.
/// Not thread-safe. Texts are an app's: every limit is held here.
class CertificateStore {
 public:
  /// No public source tells the device's capacity; ours is three of the largest certificates.
  static constexpr std::size_t kCapacity = std::size_t{24} * 1024;
  static constexpr std::size_t kLargest = 8192;         ///< CERTSTORE_MAX_CERT_SIZE
  static constexpr std::size_t kLongestPassword = 256;  ///< of a private key
  static constexpr std::size_t kLongestId = 16;

  enum class Result {
    ok,
    bad_id,           ///< not 1 to 16 of A-Z a-z 0-9 . _ -
    bad_certificate,  ///< not an X.509 certificate in PEM
    bad_key,          ///< not a private key in PEM, or another certificate's
    wrong_password,   ///< the key cannot be decrypted
    too_large,
    no_space,
    not_found,
  };
  struct Info {
    std::int64_t not_before = 0, not_after = 0;  ///< seconds since 1970, UTC
    std::string subject, issuer;                 ///< "/C=NL/CN=device"
  };
  struct Entry {
    std::string certificate;  ///< PEM, as installed
    std::string key;          ///< PEM without a password; empty: a root CA
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  /// Replaces one of the same identifier; on an error nothing has changed.
  Result install_client(std::string_view id, std::string_view certificate, std::string_view key,
                        const std::optional<std::string>& password);
  Result install_root_ca(std::string_view id, std::string_view certificate);
  Result remove(std::string_view id);
  /// The entry goes to another identifier, whose own is gone.
  Result move(std::string_view from, std::string_view to);

  [[nodiscard]] bool contains(std::string_view id) const;
  [[nodiscard]] std::optional<Info> info(std::string_view id) const;
  /// By identifier.
  [[nodiscard]] const std::map<std::string, Entry, std::less<>>& entries() const {
    return entries_;
  }
  [[nodiscard]] std::size_t available() const { return kCapacity - used(); }
  static bool is_id(std::string_view id);

 private:
  [[nodiscard]] std::size_t used() const;
  Result put(std::string_view id, Entry entry);

  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace armillary::os
