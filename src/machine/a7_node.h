// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "machine/a7_system.h"
#include "os/intercore/channel.h"
#include "os/intercore/switch.h"
#include "sim/domain.h"
#include "soc/mailbox.h"
#include "soc/shared_memory.h"

namespace armillary::machine {

/// The A7's side of the device: its memory, which holds the rings, its ends of the mailboxes, the
/// kernel's driver of each IO core, and, when there are apps, the system that runs them.
class A7Node {
 public:
  A7Node();
  A7Node(const A7Node&) = delete;
  A7Node& operator=(const A7Node&) = delete;

  [[nodiscard]] sim::Domain& domain() { return domain_; }
  [[nodiscard]] soc::SharedMemoryView& shared_memory() { return shared_memory_; }
  /// To M4-`number`.
  [[nodiscard]] soc::MailboxEnd& mailbox(unsigned number) { return *mailboxes_[number]; }

  /// M4-`number` has firmware whose manifest lets `apps` connect to it.
  void add_channel(unsigned number, const Guid& component, std::vector<Guid> apps);
  /// Loads the apps, after the channels are there. Errors name what is wrong with an image.
  Result<void> load(const DeviceConfig& config, const image::SignaturePolicy& policy);
  /// nullptr: no apps.
  [[nodiscard]] A7System* system() { return system_.get(); }

  /// Power-on: the cores are told where the rings are, and the apps start.
  Result<void> start();

 private:
  sim::Domain domain_{"a7", 0};
  soc::SharedMemoryView shared_memory_{domain_};
  std::array<std::unique_ptr<soc::MailboxEnd>, 2> mailboxes_;
  std::array<std::unique_ptr<os::IntercoreChannel>, 2> channels_;
  os::IntercoreSwitch cores_{domain_};
  std::unique_ptr<A7System> system_;
};

}  // namespace armillary::machine
