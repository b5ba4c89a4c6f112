// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/intercore/channel.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace armillary::os {

namespace {

constexpr std::uint32_t kSetupInbound = 0xBA5E0001;
constexpr std::uint32_t kSetupOutbound = 0xBA5E0002;
constexpr std::uint32_t kStart = 0xBA5E0003;
constexpr std::uint32_t kLogSize = 12;  // 4096 bytes
// Each direction names the bits from its own side (mt3620.md 5.6).
constexpr std::uint32_t kFirmwareWrote = 1, kFirmwareRead = 2;
constexpr std::uint32_t kTellRead = 1, kTellWritten = 2;

bool printable(std::span<const std::byte> bytes) {
  return std::ranges::all_of(bytes, [](std::byte b) {
    const auto c = std::to_integer<unsigned>(b);
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || c == '\r';
  });
}

}  // namespace

IntercoreChannel::IntercoreChannel(sim::Domain& domain, soc::MailboxEnd& mailbox,
                                   soc::SharedMemoryView& memory, std::uint32_t offset,
                                   std::string core, Guid component)
    : domain_(domain),
      mailbox_(mailbox),
      offset_(offset),
      core_(std::move(core)),
      component_(component),
      inbound_(memory, offset),
      outbound_(memory, offset + kBufferSize),
      reader_(outbound_, inbound_),
      writer_(outbound_, inbound_) {
  mailbox_.line(soc::MailboxEnd::software).observe([this](bool level) {
    if (level) on_interrupt();
  });
}

void IntercoreChannel::start() {
  const std::vector<std::byte> zeros(kBufferSize);
  inbound_.write(0, zeros);
  outbound_.write(0, zeros);
  reader_.restart();
  writer_.restart();
  queue_.clear();
  queued_bytes_ = 0;
  mailbox_.discard_posts();
  mailbox_.enable_software_interrupts(0xFF);
  const std::uint32_t base = soc::SharedMemoryView::kBase + offset_;
  running_ = mailbox_.post({kSetupInbound, base | kLogSize}) &&
             mailbox_.post({kSetupOutbound, (base + kBufferSize) | kLogSize}) &&
             mailbox_.post_command(kStart);
  if (!running_) {
    domain_.journal().warn_once(
        "a7.intercore", fmt::format("the mailbox of {} is full: the firmware cannot be told of the "
                                    "shared buffers",
                                    core_));
  }
}

bool IntercoreChannel::send(const Guid& app, std::vector<std::byte> payload) {
  if (!running_) return false;
  record(app, payload, false);
  queued_bytes_ += payload.size();
  queue_.push_back({app, std::move(payload)});
  flush();
  return running_;
}

void IntercoreChannel::resume() {
  if (running_) drain();
}

void IntercoreChannel::on_interrupt() {
  const std::uint32_t ports = mailbox_.take_software_interrupts();
  if (!running_) return;
  if ((ports & kFirmwareRead) != 0) flush();
  if (running_ && (ports & kFirmwareWrote) != 0) drain();
}

void IntercoreChannel::drain() {
  for (bool more = true; more && running_;) {
    const auto message = reader_.read();
    if (!message) return halt(message.error());
    if (!*message) return;
    record((*message)->component, (*message)->payload, true);
    more = !receiver_ || receiver_((*message)->component, (*message)->payload);
    mailbox_.trigger(kTellRead);
  }
}

void IntercoreChannel::flush() {
  bool moved = false;
  while (!queue_.empty()) {
    const auto written = writer_.write(queue_.front().component, queue_.front().payload);
    if (!written) return halt(written.error());
    if (!*written) break;
    queued_bytes_ -= queue_.front().payload.size();
    queue_.pop_front();
    moved = true;
    mailbox_.trigger(kTellWritten);
  }
  if (moved && room_) room_();
}

void IntercoreChannel::halt(const RingFault& fault) {
  running_ = false;
  domain_.journal().warn_once(
      "a7.intercore",
      fmt::format("{} broke the shared ring ({}): its channel is halted", core_, fault.describe()));
}

void IntercoreChannel::record(const Guid& app, std::span<const std::byte> payload, bool to_app) {
  const std::string firmware = component_.to_string();
  const std::string high_level = app.to_string();
  boost::json::object fields{{"from", to_app ? firmware : high_level},
                             {"to", to_app ? high_level : firmware},
                             {"direction", to_app ? core_ + "->a7" : "a7->" + core_},
                             {"size", payload.size()}};
  std::string text;
  if (printable(payload)) {
    for (const std::byte b : payload) text.push_back(static_cast<char>(b));
    fields["payload"] = text;
  } else {
    for (const std::byte b : payload) text += fmt::format("{:02x}", std::to_integer<unsigned>(b));
    fields["payload_hex"] = text;
  }
  domain_.journal().record("a7.intercore", EventType::intercore, std::move(fields));
}

}  // namespace armillary::os
