// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/guid.h"
#include "os/intercore/ring.h"
#include "sim/domain.h"
#include "soc/mailbox.h"
#include "soc/shared_memory.h"

namespace armillary::os {

/// The kernel's driver of one IO core: the handshake over the mailbox, the two rings in the A7's
/// memory, and what waits for room in them. Lives in the A7's domain.
class IntercoreChannel {
 public:
  static constexpr std::uint32_t kBufferSize = 4096;

  /// `core` is "m4-0"; `component` the firmware's id; `offset` that of two free, page-aligned
  /// buffers in the shared memory. All references must outlive the channel.
  IntercoreChannel(sim::Domain& domain, soc::MailboxEnd& mailbox, soc::SharedMemoryView& memory,
                   std::uint32_t offset, std::string core, Guid component);

  /// What takes the firmware's messages. It answers whether more may come: false stops the reading
  /// of the ring until resume().
  using Receiver = std::function<bool(const Guid& app, std::span<const std::byte> payload)>;
  void on_message(Receiver receiver) { receiver_ = std::move(receiver); }
  /// Called when messages that waited have gone into the ring.
  void on_room(std::function<void()> observer) { room_ = std::move(observer); }

  /// The core starts: zeroes the buffers and tells the firmware where they are (mt3620.md 5.2).
  void start();
  /// Sends, or keeps the message until the firmware has read others. `payload` is at most
  /// kMaxIntercorePayload bytes. False: the channel is halted or was never started.
  bool send(const Guid& app, std::vector<std::byte> payload);
  void resume();
  [[nodiscard]] const Guid& component() const { return component_; }
  [[nodiscard]] bool running() const { return running_; }
  /// Bytes that wait for room in the ring.
  [[nodiscard]] std::size_t queued_bytes() const { return queued_bytes_; }

 private:
  class Buffer final : public RingMemory {
   public:
    Buffer(soc::SharedMemoryView& memory, std::uint32_t offset)
        : memory_(memory), offset_(offset) {}
    [[nodiscard]] std::uint32_t size() const override { return kBufferSize; }
    void read(std::uint32_t offset, std::span<std::byte> out) const override {
      memory_.read_bytes(offset_ + offset, out);
    }
    void write(std::uint32_t offset, std::span<const std::byte> data) override {
      memory_.write_bytes(offset_ + offset, data);
    }

   private:
    soc::SharedMemoryView& memory_;
    std::uint32_t offset_;
  };

  void on_interrupt();
  void drain();
  void flush();
  void halt(const RingFault& fault);
  void record(const Guid& app, std::span<const std::byte> payload, bool to_app);

  sim::Domain& domain_;
  soc::MailboxEnd& mailbox_;
  std::uint32_t offset_;
  std::string core_;
  Guid component_;
  Buffer inbound_, outbound_;
  RingReader reader_;
  RingWriter writer_;
  std::deque<RingMessage> queue_;
  std::size_t queued_bytes_ = 0;
  Receiver receiver_;
  std::function<void()> room_;
  bool running_ = false;
};

}  // namespace armillary::os
