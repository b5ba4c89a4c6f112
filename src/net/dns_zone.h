// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"

namespace armillary::net {

/// The names of the simulated internet. Names compare without regard to case and to a final dot.
class DnsZone {
 public:
  /// Adds an address record. False: not a host name (RFC 1123: labels of letters, digits, hyphens
  /// and underscores, 63 characters each, 253 in all).
  bool add(std::string_view name, Ipv4Address address);
  void remove(std::string_view name);

  [[nodiscard]] bool contains(std::string_view name) const;
  /// In the order in which they were added; empty when there are none.
  [[nodiscard]] std::vector<Ipv4Address> lookup(std::string_view name) const;
  /// The first name that was given to the address, for people's eyes.
  [[nodiscard]] std::optional<std::string> name_of(Ipv4Address address) const;

 private:
  std::map<std::string, std::vector<Ipv4Address>> records_;  ///< by lower-case name
  std::map<Ipv4Address, std::string> names_;
};

}  // namespace armillary::net
