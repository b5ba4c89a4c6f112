// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/dns_zone.h"

#include <algorithm>

namespace armillary::net {

namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::size_t kMaxLabel = 63;

std::string key_of(std::string_view name) {
  if (!name.empty() && name.back() == '.') name.remove_suffix(1);
  std::string key(name);
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return key;
}

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxName) return false;
  std::size_t label = 0;
  for (const char c : name) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      continue;
    }
    const bool ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!ok || ++label > kMaxLabel) return false;
  }
  return label > 0;
}

}  // namespace

bool DnsZone::add(std::string_view name, Ipv4Address address) {
  std::string key = key_of(name);
  if (!is_host_name(key)) return false;
  names_.try_emplace(address, key);
  std::vector<Ipv4Address>& addresses = records_[std::move(key)];
  if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
    addresses.push_back(address);
  }
  return true;
}

void DnsZone::remove(std::string_view name) {
  const std::string key = key_of(name);
  records_.erase(key);
  std::erase_if(names_, [&key](const auto& entry) { return entry.second == key; });
}

bool DnsZone::contains(std::string_view name) const { return records_.contains(key_of(name)); }

std::vector<Ipv4Address> DnsZone::lookup(std::string_view name) const {
  const auto found = records_.find(key_of(name));
  return found == records_.end() ? std::vector<Ipv4Address>{} : found->second;
}

std::optional<std::string> DnsZone::name_of(Ipv4Address address) const {
  const auto found = names_.find(address);
  if (found == names_.end()) return std::nullopt;
  return found->second;
}

}  // namespace armillary::net
