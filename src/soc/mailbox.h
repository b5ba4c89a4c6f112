// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/domain.h"
#include "sim/wire.h"
#include "soc/device.h"
#include "soc/fifo.h"

namespace armillary::soc {

/// One end of a mailbox: a message FIFO in each direction, eight software interrupts, and a
/// semaphore. The M4s reach it by its registers, the A7's operating system by the calls below the
/// register interface; both do the same. What an end does reaches the other end, in another
/// domain, when MailboxLink delivers it at the end of the window.
class MailboxEnd final : public Device {
 public:
  static const BlockInfo kBlock;
  /// MediaTek's and Codethink's drivers agree.
  static constexpr std::size_t kDepth = 15;
  /// Who holds the semaphore, as the register tells it (mt3620.md section 4).
  enum class Owner : std::uint8_t { nobody = 0, m4 = 1, a7 = 2 };

  struct Message {
    std::uint32_t command = 0, data = 0;
    void serialize(sim::Archive& archive);
  };

  /// `peer` names the other side in `mailbox` events: "a7", "m4-1". `holder` is what this end is
  /// to the semaphore, which only a mailbox between an M4 and the A7 has.
  MailboxEnd(const DeviceContext& context, std::string name, std::uint32_t base, std::string peer,
             Owner holder, bool has_semaphore = true);

  /// The six interrupt lines, in the order of their numbers on the IO cores (6 to 11, 12 to 17).
  enum Line : unsigned { read_by_peer, not_full, written_by_peer, not_empty, fifo_error, software };
  static constexpr unsigned kLines = 6;
  [[nodiscard]] sim::Wire& line(Line line) { return lines_[line]; }

  /// Posts a message; false when the FIFO is full. Writing CMD_POST does the same.
  bool post(Message message);
  /// Posts with the data of the last message, as a driver that writes only CMD_POST does.
  bool post_command(std::uint32_t command) { return post({command, stored_data()}); }
  [[nodiscard]] std::size_t free_to_post() const { return kDepth - unread_; }
  /// Takes the oldest message that the peer has posted.
  std::optional<Message> accept();
  /// Raises software interrupts of the peer, a bit a port.
  void trigger(std::uint32_t ports);
  /// Software interrupts that the peer has raised; reading them here clears them.
  std::uint32_t take_software_interrupts();
  void enable_software_interrupts(std::uint32_t ports);
  /// Takes back what was posted and is unread, as the OS does before it starts a core.
  void discard_posts();

 private:
  friend class MailboxLink;
  /// What the other end has to hear of, in order.
  struct Action {
    enum class Kind : std::uint8_t { post, pop, interrupt, discard };
    Kind kind = Kind::post;
    Message message{};
    std::uint32_t ports = 0;
    std::uint32_t generation = 0;  ///< of the message that was posted or taken
    void serialize(sim::Archive& archive);
  };

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  void send(Action action);
  void deliver(const Action& action);
  void grant_semaphore(Owner owner);

  [[nodiscard]] std::uint32_t stored_data() const;
  [[nodiscard]] std::uint32_t front_command() const { return accepted_.front().command; }
  [[nodiscard]] std::uint32_t front_data() const;
  [[nodiscard]] std::uint32_t accepted_count() const;
  [[nodiscard]] std::uint32_t unread_count() const;
  [[nodiscard]] std::uint32_t interrupt_status() const;
  [[nodiscard]] std::uint32_t semaphore() const { return static_cast<std::uint32_t>(owner_); }
  void request_semaphore();
  void release_semaphore(const Write& write);
  void write_reset(const Write& write);
  void write_command(const Write& write);
  void write_software_interrupt(const Write& write);
  void write_interrupt_status(const Write& write);
  void after_change(const Write&) { update_lines(); }
  void pop();
  void update_lines();

  std::string peer_;
  Owner holder_;
  bool has_semaphore_;
  std::array<sim::Wire, kLines> lines_;
  Fifo<Message, kDepth> accepted_;
  std::vector<Action> outgoing_;
  std::uint32_t last_data_ = 0;  ///< what DATA_ACPT shows when nothing waits
  std::uint32_t latched_ = 0;    ///< WR and RD of INT_STS
  std::uint8_t unread_ = 0;      ///< posted and, as far as we know, not read
  /// How often the own posts have been taken back, and the peer's as far as it has told: news of a
  /// message that was read while it was taken back does not count.
  std::uint32_t generation_ = 0, peer_generation_ = 0;
  Owner owner_ = Owner::nobody;
  bool wants_semaphore_ = false, releases_semaphore_ = false;
};

/// Joins two ends in two domains. Both ends must outlive it.
class MailboxLink final : public sim::Link {
 public:
  /// Of two ends that ask for the semaphore in one window, `first` gets it.
  MailboxLink(MailboxEnd& first, MailboxEnd& second) : first_(first), second_(second) {}
  void collect() override;
  void deliver(sim::Time boundary) override;

 private:
  void arbitrate();

  MailboxEnd& first_;
  MailboxEnd& second_;
  std::vector<MailboxEnd::Action> from_first_, from_second_;
};

}  // namespace armillary::soc
