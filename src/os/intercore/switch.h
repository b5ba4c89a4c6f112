// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/guid.h"
#include "os/intercore/channel.h"
#include "os/wait_queue.h"

namespace armillary::os {

/// What a message from a real-time app goes to.
class IntercoreReceiver {
 public:
  virtual ~IntercoreReceiver() = default;
  /// Takes the message. False: no more may come for now, until IntercoreSwitch::resume().
  virtual bool deliver(std::span<const std::byte> payload) = 0;
  /// Messages that waited have gone into the ring.
  virtual void room() = 0;
};

/// Carries messages between the sockets of the apps and the channels of the real-time cores: the
/// kernel's list of listeners, and the white list of the two manifests (azure-sphere.md section
/// 5.1). Lives in the A7's domain; the channels must outlive it.
class IntercoreSwitch {
 public:
  explicit IntercoreSwitch(sim::Domain& domain) : domain_(domain) {}
  IntercoreSwitch(const IntercoreSwitch&) = delete;
  IntercoreSwitch& operator=(const IntercoreSwitch&) = delete;

  /// `apps` is the AllowedApplicationConnections of the real-time app's manifest.
  void add(IntercoreChannel& channel, std::vector<Guid> apps);
  /// Whether the real-time app is there and its manifest lets this app connect.
  [[nodiscard]] bool allows(const Guid& app, const Guid& firmware) const;
  /// nullptr: there is no such real-time app.
  [[nodiscard]] IntercoreChannel* channel(const Guid& firmware) const;

  /// False: the pair has a socket already.
  bool connect(const Guid& app, const Guid& firmware, IntercoreReceiver& receiver);
  void disconnect(const Guid& app, const Guid& firmware);
  /// A receiver has room again: the core's ring is read on.
  void resume(const Guid& firmware);

 private:
  struct Core {
    IntercoreChannel* channel = nullptr;
    std::set<Guid> apps;
  };
  bool deliver(const Core& core, const Guid& app, std::span<const std::byte> payload);

  sim::Domain& domain_;
  std::map<Guid, Core> cores_;
  std::map<std::pair<Guid, Guid>, IntercoreReceiver*> receivers_;  ///< by (firmware, app)
};

}  // namespace armillary::os
