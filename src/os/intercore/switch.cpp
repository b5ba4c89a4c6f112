// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/intercore/switch.h"

#include <fmt/format.h>

namespace armillary::os {

void IntercoreSwitch::add(IntercoreChannel& channel, std::vector<Guid> apps) {
  const Guid firmware = channel.component();
  Core& core = cores_[firmware];
  core.channel = &channel;
  core.apps.insert(apps.begin(), apps.end());
  channel.on_message([this, firmware](const Guid& app, std::span<const std::byte> payload) {
    return deliver(cores_.at(firmware), app, payload);
  });
  channel.on_room([this, firmware] {
    for (auto i = receivers_.lower_bound({firmware, Guid{}});
         i != receivers_.end() && i->first.first == firmware; ++i) {
      i->second->room();
    }
  });
}

bool IntercoreSwitch::allows(const Guid& app, const Guid& firmware) const {
  const auto found = cores_.find(firmware);
  return found != cores_.end() && found->second.apps.contains(app);
}

IntercoreChannel* IntercoreSwitch::channel(const Guid& firmware) const {
  const auto found = cores_.find(firmware);
  return found == cores_.end() ? nullptr : found->second.channel;
}

bool IntercoreSwitch::connect(const Guid& app, const Guid& firmware, IntercoreReceiver& receiver) {
  return receivers_.try_emplace({firmware, app}, &receiver).second;
}

void IntercoreSwitch::disconnect(const Guid& app, const Guid& firmware) {
  receivers_.erase({firmware, app});
  resume(firmware);
}

void IntercoreSwitch::resume(const Guid& firmware) {
  if (IntercoreChannel* found = channel(firmware)) found->resume();
}

bool IntercoreSwitch::deliver(const Core& core, const Guid& app,
                              std::span<const std::byte> payload) {
  const Guid firmware = core.channel->component();
  const auto found = receivers_.find({firmware, app});
  if (found != receivers_.end()) return found->second->deliver(payload);
  // The device drops it without a word; who looks for the message is helped by one.
  domain_.journal().warn_once(
      "a7.intercore",
      fmt::format("a message from {} to {} was dropped: {}", firmware.to_string(), app.to_string(),
                  core.apps.contains(app)
                      ? "no app with this component id has connected (yet)"
                      : "AllowedApplicationConnections of the real-time app does not list it"));
  return true;
}

}  // namespace armillary::os
