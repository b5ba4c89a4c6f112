// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/a7_node.h"

#include <string>
#include <utility>
#include <vector>

#include "soc/memory_map.h"

namespace armillary::machine {

namespace {

/// Where the rings lie in the A7's memory. The real kernel allocates two pages for each core; any
/// place will do, as the handshake tells it (mt3620.md section 5.2).
constexpr std::uint32_t kFirstRing = 0x0038'0000;
constexpr std::uint32_t kRingsOfCore = 2 * os::IntercoreChannel::kBufferSize;

}  // namespace

A7Node::A7Node() {
  for (unsigned number = 0; number < mailboxes_.size(); ++number) {
    const std::string peer = "m4-" + std::to_string(number);
    mailboxes_[number] = std::make_unique<soc::MailboxEnd>(
        soc::DeviceContext{domain_}, "mailbox to " + peer, soc::kA7MailboxBases[number], peer,
        soc::MailboxEnd::Owner::a7);
  }
}

void A7Node::add_channel(unsigned number, const Guid& component, std::vector<Guid> apps) {
  channels_[number] = std::make_unique<os::IntercoreChannel>(
      domain_, *mailboxes_[number], shared_memory_, kFirstRing + number * kRingsOfCore,
      "m4-" + std::to_string(number), component);
  cores_.add(*channels_[number], std::move(apps));
}

Result<void> A7Node::load(const DeviceConfig& config, const image::SignaturePolicy& policy) {
  if (config.a7.apps.empty()) return {};
  auto system = A7System::create(domain_, config, policy, cores_);
  if (!system) return tl::unexpected<Error>(system.error());
  system_ = std::move(*system);
  return {};
}

Result<void> A7Node::start() {
  for (const auto& channel : channels_) {
    if (channel != nullptr) channel->start();
  }
  return system_ == nullptr ? Result<void>{} : system_->start();
}

}  // namespace armillary::machine
