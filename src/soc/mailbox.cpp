// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/mailbox.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t {
  kVersion = 0x00,
  kGeneralControl = 0x04,
  kSoftwareTransmit = 0x14,
  kSoftwareEnable = 0x18,
  kSoftwareStatus = 0x1C,
  kNotFullThreshold = 0x30,
  kNotEmptyThreshold = 0x34,
  kInterruptEnable = 0x38,
  kInterruptStatus = 0x3C,
  kCommandPost = 0x40,
  kDataPost = 0x44,
  kPostCount = 0x48,
  kCommandAccept = 0x50,
  kDataAccept = 0x54,
  kAcceptCount = 0x58,
  kSemaphore = 0x60,
};

// Three sources give three orders of these bits; only the samples of MediaTek depend on one, so it
// is theirs (mt3620.md section 8, number 1).
constexpr std::uint32_t kNotEmptyBit = 1U << 0, kWrittenBit = 1U << 1, kNotFullBit = 1U << 2,
                        kReadBit = 1U << 3;

constexpr std::array kRegisters{
    RegisterInfo{.offset = kVersion,
                 .name = "VER",
                 .access = Access::read_only,
                 .reset = 0x3620'0000,
                 .summary = "as the A7's driver reads it"},
    RegisterInfo{.offset = kGeneralControl,
                 .name = "GEN_CTRL",
                 .access = Access::write_only,
                 .mask = 0x3,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 reset both FIFOs, b1 reset the own one; software interrupts stay"},
    RegisterInfo{.offset = 0x08,
                 .name = "DEBUG_INDEX",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x0C,
                 .name = "DEBUG_PROBE",
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = kSoftwareTransmit,
                 .name = "SW_TX_INT_PORT",
                 .access = Access::write_only,
                 .mask = 0xFF,
                 .summary = "raises software interrupts at the peer"},
    RegisterInfo{.offset = kSoftwareEnable, .name = "SW_RX_INT_EN", .mask = 0xFF},
    RegisterInfo{.offset = kSoftwareStatus,
                 .name = "SW_RX_INT_STS",
                 .access = Access::write_one_to_clear,
                 .mask = 0xFF,
                 .summary = "set whether enabled or not"},
    RegisterInfo{.offset = 0x20,
                 .name = "FIFO_CTRL",
                 .mask = 0x3FF,
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .summary = "read delay"},
    RegisterInfo{.offset = kNotFullThreshold, .name = "NF_THRS", .mask = 0xF},
    RegisterInfo{.offset = kNotEmptyThreshold, .name = "NE_THRS", .mask = 0xF},
    RegisterInfo{.offset = kInterruptEnable,
                 .name = "INT_EN",
                 .mask = 0xF,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 not empty, b1 written, b2 not full, b3 read"},
    RegisterInfo{.offset = kInterruptStatus,
                 .name = "INT_STS",
                 .mask = 0xF,
                 .write_mask = 0,
                 .fidelity = Fidelity::inferred,
                 .summary = "b1 and b3 are write-one-to-clear, b0 and b2 follow the FIFOs"},
    RegisterInfo{.offset = kCommandPost,
                 .name = "CMD_POST",
                 .access = Access::write_only,
                 .summary = "posts the message; when the FIFO is full it is lost, and the error "
                            "interrupt pulses"},
    RegisterInfo{.offset = kDataPost,
                 .name = "DATA_POST",
                 .summary = "kept: a message posted without it has the data of the one before"},
    RegisterInfo{.offset = kPostCount,
                 .name = "POST_CNT",
                 .access = Access::read_only,
                 .mask = 0xF,
                 .summary = "posted and not yet read by the peer"},
    RegisterInfo{.offset = kCommandAccept,
                 .name = "CMD_ACPT",
                 .access = Access::read_only,
                 .summary = "reading takes the message"},
    RegisterInfo{.offset = kDataAccept, .name = "DATA_ACPT", .access = Access::read_only},
    RegisterInfo{
        .offset = kAcceptCount, .name = "ACPT_CNT", .access = Access::read_only, .mask = 0xF},
    RegisterInfo{
        .offset = kSemaphore,
        .name = "SEMAPHORE",
        .mask = 0x3,
        .write_mask = 0,
        .fidelity = Fidelity::inferred,
        .summary = "reading asks for it and tells the owner: 0 nobody, 1 M4, 2 A7; "
                   "writing 0 releases it. Granted at the end of the window. Between the M4s there "
                   "is none"},
};

}  // namespace

const BlockInfo MailboxEnd::kBlock{
    .kind = "mailbox",
    .summary = "messages and interrupts between two cores",
    .size = 0x100,
    .registers = kRegisters,
    .sources =
        "Codethink mt3620/mbox.h and MBox.c; MediaTek hdl_mbox.c, mhal_mbox.c, "
        "os_hal_mbox.c; Azure samples mt3620-intercore.c; Azure Sphere Linux mailbox/mt3620.c"};

MailboxEnd::MailboxEnd(const DeviceContext& context, std::string name, std::uint32_t base,
                       std::string peer, Owner holder, bool has_semaphore)
    : Device(context, kBlock, std::move(name), base),
      peer_(std::move(peer)),
      holder_(holder),
      has_semaphore_(has_semaphore),
      lines_{sim::Wire{Device::name() + " read"},    sim::Wire{Device::name() + " not full"},
             sim::Wire{Device::name() + " written"}, sim::Wire{Device::name() + " not empty"},
             sim::Wire{Device::name() + " error"},   sim::Wire{Device::name() + " software"}} {
  on_write<&MailboxEnd::write_reset>(kGeneralControl);
  on_write<&MailboxEnd::write_software_interrupt>(kSoftwareTransmit);
  on_write<&MailboxEnd::after_change>(kSoftwareEnable);
  on_write<&MailboxEnd::after_change>(kSoftwareStatus);
  on_write<&MailboxEnd::after_change>(kNotFullThreshold);
  on_write<&MailboxEnd::after_change>(kNotEmptyThreshold);
  on_write<&MailboxEnd::after_change>(kInterruptEnable);
  computed<&MailboxEnd::interrupt_status>(kInterruptStatus);
  on_write<&MailboxEnd::write_interrupt_status>(kInterruptStatus);
  on_write<&MailboxEnd::write_command>(kCommandPost);
  computed<&MailboxEnd::unread_count>(kPostCount);
  computed<&MailboxEnd::front_command>(kCommandAccept);
  after_read<&MailboxEnd::pop>(kCommandAccept);
  computed<&MailboxEnd::front_data>(kDataAccept);
  computed<&MailboxEnd::accepted_count>(kAcceptCount);
  computed<&MailboxEnd::semaphore>(kSemaphore);  // the owner stays nobody where there is none
  after_read<&MailboxEnd::request_semaphore>(kSemaphore);
  on_write<&MailboxEnd::release_semaphore>(kSemaphore);
  update_lines();
}

void MailboxEnd::reset_state() {
  accepted_.clear();
  outgoing_.clear();
  last_data_ = latched_ = 0;
  unread_ = 0;
  owner_ = Owner::nobody;
  wants_semaphore_ = releases_semaphore_ = false;
  update_lines();
}

void MailboxEnd::serialize_state(sim::Archive& archive) {
  accepted_.serialize(archive);
  archive.objects(outgoing_, std::size_t{1} << 20);
  archive.value(last_data_);
  archive.value(latched_);
  archive.value(unread_);
  archive.value(generation_);
  archive.value(peer_generation_);
  if (unread_ > kDepth) {
    archive.fail("a mailbox with more messages than it holds");
    unread_ = 0;
  }
  archive.value(owner_);
  archive.value(wants_semaphore_);
  archive.value(releases_semaphore_);
  for (sim::Wire& line : lines_) archive.wire(line);
  const bool has_to_tell = !outgoing_.empty() || wants_semaphore_ || releases_semaphore_;
  if (archive.loading() && has_to_tell) context().domain.request_exchange();
}

void MailboxEnd::Message::serialize(sim::Archive& archive) {
  archive.value(command);
  archive.value(data);
}

void MailboxEnd::Action::serialize(sim::Archive& archive) {
  archive.value(kind);
  message.serialize(archive);
  archive.value(ports);
  archive.value(generation);
}

void MailboxEnd::send(Action action) {
  outgoing_.push_back(action);
  context().domain.request_exchange();
}

bool MailboxEnd::post(Message message) {
  stored(kDataPost) = message.data;
  if (unread_ == kDepth) {
    warn_once("a message is posted to a full FIFO and lost; check POST_CNT first");
    lines_[fifo_error].pulse();
    return false;
  }
  ++unread_;
  boost::json::object fields;
  fields["to"] = peer_;
  fields["cmd"] = fmt::format("0x{:08x}", message.command);
  fields["data"] = fmt::format("0x{:08x}", message.data);
  context().journal().record(context().domain.name() + ".mailbox", EventType::mailbox,
                             std::move(fields));
  send({.kind = Action::Kind::post, .message = message, .generation = generation_});
  update_lines();
  return true;
}

std::optional<MailboxEnd::Message> MailboxEnd::accept() {
  if (accepted_.empty()) return std::nullopt;
  const Message message = accepted_.pop();
  last_data_ = message.data;
  send({.kind = Action::Kind::pop, .generation = peer_generation_});
  update_lines();
  return message;
}

void MailboxEnd::trigger(std::uint32_t ports) {
  if ((ports & 0xFF) != 0) send({Action::Kind::interrupt, {}, ports & 0xFF});
}

std::uint32_t MailboxEnd::take_software_interrupts() {
  const std::uint32_t ports = std::exchange(stored(kSoftwareStatus), 0);
  update_lines();
  return ports;
}

void MailboxEnd::enable_software_interrupts(std::uint32_t ports) {
  stored(kSoftwareEnable) = ports & 0xFF;
  update_lines();
}

void MailboxEnd::discard_posts() {
  unread_ = 0;
  ++generation_;
  send({.kind = Action::Kind::discard, .generation = generation_});
  update_lines();
}

void MailboxEnd::deliver(const Action& action) {
  switch (action.kind) {
    case Action::Kind::post:
      accepted_.push(action.message);
      peer_generation_ = action.generation;
      latched_ |= kWrittenBit;
      break;
    case Action::Kind::pop:
      if (action.generation != generation_) return;
      if (unread_ > 0) --unread_;
      latched_ |= kReadBit;
      break;
    case Action::Kind::interrupt:
      stored(kSoftwareStatus) |= action.ports;
      break;
    case Action::Kind::discard:
      accepted_.clear();
      peer_generation_ = action.generation;
      break;
  }
  update_lines();
}

std::uint32_t MailboxEnd::stored_data() const { return stored(kDataPost); }

std::uint32_t MailboxEnd::front_data() const {
  return accepted_.empty() ? last_data_ : accepted_.front().data;
}

std::uint32_t MailboxEnd::accepted_count() const {
  return static_cast<std::uint32_t>(accepted_.size());
}

std::uint32_t MailboxEnd::unread_count() const { return unread_; }

std::uint32_t MailboxEnd::interrupt_status() const {
  std::uint32_t status = latched_;
  if (accepted_.size() > stored(kNotEmptyThreshold)) status |= kNotEmptyBit;
  if (unread_ + stored(kNotFullThreshold) < kDepth) status |= kNotFullBit;
  return status;
}

void MailboxEnd::request_semaphore() {
  if (!has_semaphore_) {
    warn_once("SEMAPHORE is of the A7's mailbox only; here it reads 0");
    return;
  }
  if (owner_ != Owner::nobody) return;
  wants_semaphore_ = true;
  context().domain.request_exchange();
}

void MailboxEnd::release_semaphore(const Write& write) {
  if (write.value != 0 || owner_ != holder_) return;
  releases_semaphore_ = true;
  owner_ = Owner::nobody;
  context().domain.request_exchange();
}

void MailboxEnd::grant_semaphore(Owner owner) {
  owner_ = owner;
  wants_semaphore_ = releases_semaphore_ = false;
}

void MailboxEnd::write_reset(const Write& write) {
  // MediaTek's driver resets "myself" after the OS may have queued its three words for it, and
  // still receives them: what has come in stays. With "both" it goes, too. No reset touches the
  // software interrupts, or Codethink's sample would be deaf afterwards (mt3620.md section 4).
  if ((write.value & 3) == 0) return;
  discard_posts();
  latched_ = 0;
  if ((write.value & 1) != 0) {
    while (accept()) {
    }
  }
  update_lines();
}

void MailboxEnd::write_command(const Write& write) { post_command(write.value); }

void MailboxEnd::write_software_interrupt(const Write& write) { trigger(write.value); }

void MailboxEnd::write_interrupt_status(const Write& write) {
  latched_ &= ~write.value;
  update_lines();
}

void MailboxEnd::pop() { accept(); }

void MailboxEnd::update_lines() {
  const std::uint32_t active = interrupt_status() & stored(kInterruptEnable);
  lines_[read_by_peer].set((active & kReadBit) != 0);
  lines_[not_full].set((active & kNotFullBit) != 0);
  lines_[written_by_peer].set((active & kWrittenBit) != 0);
  lines_[not_empty].set((active & kNotEmptyBit) != 0);
  lines_[software].set((stored(kSoftwareStatus) & stored(kSoftwareEnable)) != 0);
}

void MailboxLink::collect() {
  from_first_ = std::exchange(first_.outgoing_, {});
  from_second_ = std::exchange(second_.outgoing_, {});
}

void MailboxLink::deliver(sim::Time) {
  for (const MailboxEnd::Action& action : from_first_) second_.deliver(action);
  for (const MailboxEnd::Action& action : from_second_) first_.deliver(action);
  arbitrate();
}

void MailboxLink::arbitrate() {
  using Owner = MailboxEnd::Owner;
  if (first_.releases_semaphore_ || second_.releases_semaphore_) {
    first_.grant_semaphore(Owner::nobody);
    second_.grant_semaphore(Owner::nobody);
    return;
  }
  for (const MailboxEnd* end : {&first_, &second_}) {
    if (!end->wants_semaphore_ || end->owner_ != Owner::nobody) continue;
    const Owner owner = end->holder_;
    first_.grant_semaphore(owner);
    second_.grant_semaphore(owner);
    return;
  }
}

}  // namespace armillary::soc
