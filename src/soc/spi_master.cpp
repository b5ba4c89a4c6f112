// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/spi_master.h"

#include <algorithm>

#include "soc/spi_master_registers.h"

namespace armillary::soc {

namespace {

using namespace spi_master_registers;

// "Actually 79.04 MHz" (Codethink): two fifths of the 197.6 MHz PLL, nominally 80 MHz.
constexpr sim::Rate kClock{79'040'000};
constexpr std::uint32_t kStart = 1U << 8, kBusy = 1U << 16 | 1U << 12;
constexpr unsigned kMostBytes = 32, kMostBytesBoth = 16, kMostCommandBits = 32;

std::uint8_t reversed(std::uint8_t byte, unsigned bits) {
  std::uint8_t result = 0;
  for (unsigned i = 0; i < bits; ++i) {
    result = static_cast<std::uint8_t>(result << 1 | (byte >> i & 1U));
  }
  return result;
}

}  // namespace

const BlockInfo SpiMaster::kBlock{
    .kind = "SPI master",
    .summary =
        "SPI master of an ISU. Command, data out and data in follow each other, or both "
        "data at once; targets get a transfer when its last bit has passed",
    .size = 0x100,
    .registers = kRegisters,
    .sources =
        "Codethink mt3620/spi.h, SPIMaster.c; MediaTek hdl_spim.c, mhal_spim.c, "
        "os_hal_spim.c; Azure Sphere Linux spi-mt3620.c"};

SpiMaster::SpiMaster(const DeviceContext& context, std::string name, std::uint32_t base,
                     SpiBus& bus)
    : Device(context, kBlock, std::move(name), base),
      bus_(bus),
      interrupt_(this->name() + " interrupt"),
      transmit_request_(this->name() + " transmit request"),
      receive_request_(this->name() + " receive request"),
      event_(context.events(), this->name() + " transfer", [this] { end(); }) {
  computed<&SpiMaster::control>(kControl);
  on_write<&SpiMaster::write_control>(kControl);
  computed<&SpiMaster::status>(kStatus);
  after_read<&SpiMaster::clear_status>(kStatus);
  on_write<&SpiMaster::write_select>(kSelect);
  computed<&SpiMaster::port>(kDataPort);
  after_read<&SpiMaster::pop_port>(kDataPort);
  on_write<&SpiMaster::write_port>(kDataPort);
}

void SpiMaster::reset_state() {
  event_.cancel();
  waiting_.clear();
  status_ = 0;
  interrupt_pending_ = false;
  packet_word_ = in_next_ = in_left_ = 0;
  update_selects();
  update();
}

void SpiMaster::serialize_state(sim::Archive& archive) {
  bus_.serialize(archive);
  archive.wire(interrupt_);
  archive.wire(transmit_request_);
  archive.wire(receive_request_);
  archive.event(event_);
  archive.sequence(waiting_, kLongestWait);
  archive.value(status_);
  archive.value(interrupt_pending_);
  archive.value(packet_word_);
  archive.value(in_next_);
  archive.value(in_left_);
  if (packet_word_ >= kPacketWords || in_next_ > 8 || in_left_ > 8 - in_next_) {
    archive.fail("an SPI transfer that cannot be");
    packet_word_ = in_next_ = in_left_ = 0;
  }
}

// Registers.

bool SpiMaster::dma_mode() const { return bit(kSelect, 8); }

std::uint32_t SpiMaster::control() const { return stored(kControl) | (busy() ? kBusy : 0); }

void SpiMaster::write_control(const Write& write) {
  if ((write.value & kStart) == 0) return;
  if (busy()) {
    warn_once("a start while a transfer runs does nothing");
    return;
  }
  start();
}

void SpiMaster::clear_status() {
  status_ = 0;
  interrupt_pending_ = false;
  update();
}

void SpiMaster::write_select(const Write& write) {
  if ((write.value & ~write.old & 0x100U) != 0) packet_word_ = 0;
  update_selects();
  take_waiting();
  update();
}

void SpiMaster::update_selects() {
  // Targets are selected by a low level. The kernel toggles the polarity of a line that no transfer
  // selects to keep a target selected over several transfers.
  const std::uint32_t chosen = stored(kMode) >> 29;
  for (const std::uint32_t line : {0U, 1U}) {
    const bool active = busy() && chosen == line;
    const bool active_level = bit(kSelect, line);
    const bool level = active ? active_level : !active_level;
    bus_.set_chip_select(line == 0 ? SpiBus::ChipSelect::csa : SpiBus::ChipSelect::csb, !level);
  }
}

// A transfer.

SpiMaster::Counts SpiMaster::counts() const {
  const std::uint32_t bits = stored(kBitCounts);
  return {.command = std::min<unsigned>(bits >> 24, kMostCommandBits),
          .out = std::min<unsigned>(bits & 0x1FFU, 8 * kMostBytes),
          .in = std::min<unsigned>(bits >> 12 & 0x1FFU, 8 * kMostBytes),
          .both = bit(kMode, 10)};
}

void SpiMaster::name_what_is_wrong(const Counts& counts) const {
  const std::uint32_t bits = stored(kBitCounts);
  if ((bits & 0x1FFU) > 8 * kMostBytes || (bits >> 12 & 0x1FFU) > 8 * kMostBytes ||
      (bits >> 24) > kMostCommandBits) {
    warn_once("SMBCR asks for more than 32 bits of command or 32 bytes of data");
  }
  if (counts.both && counts.data() > 8 * kMostBytesBoth) {
    warn_once("both directions at once with more than 16 bytes: the chip has room for 16");
  }
  const std::uint32_t mode = stored(kMode);
  if ((mode & 0x4U) == 0)
    warn_once("a transfer without more-buffer mode (SMMR b2): no driver does");
  if ((mode & 0x43U) != 0) {
    warn_once("dual, quad and bidirectional lines (SMMR b1:0, b6) are not modelled");
  }
  if ((mode >> 16 & 0xFFFU) == 0xFFFU) {
    warn_once("the slowest clock (SMMR b27:16 = 4095) confuses the chip, as Linux found");
  }
}

void SpiMaster::start() {
  const Counts bits = counts();
  name_what_is_wrong(bits);
  status_ = 0;
  interrupt_pending_ = false;
  const std::uint32_t select = stored(kSelect);
  const std::uint32_t delays = (select >> 12 & 0xFU) + (select >> 16 & 0xFU);
  const std::int64_t times = std::max<std::int64_t>(1, bits.command + bits.data() + delays);
  const std::int64_t divisor = (stored(kMode) >> 16 & 0xFFFU) + 2;
  event_.schedule(now() + kClock.span_of(times * divisor));
  update_selects();
  update();
}

void SpiMaster::end() {
  const Counts bits = counts();
  exchange_command(bits.command);
  exchange_data(bits);
  update_selects();
  status_ = 1;
  // Latched: the kernel enables it in the last packet of a chain only.
  interrupt_pending_ = bit(kMode, 9);
  if (dma_mode()) {
    in_next_ = 0;
    in_left_ = (bits.in + 31) / 32;
    if (packet_word_ == kLastWord) {
      warn_once("a DMA packet of 12 words: the chip's erratum 5.1 wants a 13th behind them");
    }
  }
  // The DMA may answer the requests at once: words that wait here come first.
  take_waiting();
  update();
}

std::uint8_t SpiMaster::exchange(std::uint8_t byte, unsigned bits) {
  const bool low_first = bit(kMode, 3);
  const std::uint8_t out = low_first ? reversed(byte, bits) : byte;
  const std::uint8_t in = bus_.exchange(out, bits);
  return low_first ? reversed(in, bits) : in;
}

void SpiMaster::exchange_command(unsigned bits) {
  const std::uint32_t command = stored(kCommand);
  const bool low_first = bit(kMode, 3);
  for (unsigned done = 0; done < bits;) {
    const unsigned count = std::min(8U, bits - done);
    const unsigned place = low_first ? done : bits - done - count;
    const std::uint32_t mask = (1U << count) - 1;
    static_cast<void>(exchange(static_cast<std::uint8_t>(command >> place & mask), count));
    done += count;
  }
}

std::uint8_t SpiMaster::byte_out(unsigned index) const {
  return static_cast<std::uint8_t>(stored(kDataOut + (index & ~3U)) >> (8 * (index & 3U)));
}

void SpiMaster::store_in(std::uint32_t offset, unsigned index, std::uint8_t byte) {
  std::uint32_t& word = stored(offset + (index & ~3U));
  const unsigned place = 8 * (index & 3U);
  word = (word & ~(0xFFU << place)) | std::uint32_t{byte} << place;
}

void SpiMaster::exchange_data(const Counts& counts) {
  const bool low_first = bit(kMode, 3);
  // Part of a byte: its upper bits, or its lower ones with the least significant bit first.
  const auto pass = [&](std::uint8_t byte, unsigned bits) {
    const unsigned unused = low_first ? 0 : 8 - bits;
    return static_cast<std::uint8_t>(exchange(static_cast<std::uint8_t>(byte >> unused), bits)
                                     << unused);
  };
  // Codethink fills SDOR behind the data with the level at which MOSI is to idle.
  const std::uint8_t next = byte_out(counts.out / 8 % kMostBytes);
  const bool idles_high = (low_first ? next & 1U : next >> 7) != 0;
  const std::uint8_t idle = idles_high ? 0xFF : 0x00;
  if (counts.both) {
    for (unsigned done = 0; done < counts.data(); done += 8) {
      const unsigned bits = std::min(8U, counts.data() - done), index = done / 8;
      const std::uint8_t in = pass(done < counts.out ? byte_out(index) : idle, bits);
      if (done >= counts.in) continue;
      store_in(kDataIn, index, in);
      if (counts.in <= 8 * kMostBytesBoth) store_in(kDataIn + kMostBytesBoth, index, in);
    }
    return;
  }
  for (unsigned done = 0; done < counts.out; done += 8) {
    static_cast<void>(pass(byte_out(done / 8), std::min(8U, counts.out - done)));
  }
  for (unsigned done = 0; done < counts.in; done += 8) {
    store_in(kDataIn, done / 8, pass(idle, std::min(8U, counts.in - done)));
  }
}

// The DMA's port.

void SpiMaster::write_port(const Write& write) {
  if (!dma_mode()) {
    warn_once("DATAPORT was written without DMA mode (CSPOL b8); the word is lost");
    return;
  }
  if (waiting_.empty() && takes_word()) {
    take_word(write.value);
  } else if (waiting_.size() < kLongestWait) {
    waiting_.push_back(write.value);
  } else {
    warn_once("more than 1024 words wait at DATAPORT for a busy master; the rest is lost");
  }
  update();
}

void SpiMaster::take_word(std::uint32_t word) {
  const std::uint32_t index = packet_word_;
  packet_word_ = (index + 1) % kPacketWords;
  if (index == 0) {
    stored(kCommand) = word;
  } else if (index <= 8) {
    stored(kDataOut + 4 * (index - 1)) = word;
  } else if (index == 9) {
    stored(kMode) = word;
  } else if (index == 10) {
    stored(kBitCounts) = word & 0x3F1F'F1FFU;
  } else if (index == 11) {
    stored(kControl) = word & 0xFF18'00FFU;
    if ((word & kStart) != 0) start();
  }
}

void SpiMaster::take_waiting() {
  while (dma_mode() && !waiting_.empty() && takes_word()) {
    const std::uint32_t word = waiting_.front();
    waiting_.pop_front();
    take_word(word);
  }
}

std::uint32_t SpiMaster::port() const { return in_left_ == 0 ? 0 : stored(kDataIn + 4 * in_next_); }

void SpiMaster::pop_port() {
  if (in_left_ == 0) {
    warn_once("DATAPORT was read without a received word");
    return;
  }
  ++in_next_;
  --in_left_;
  update();
}

void SpiMaster::update() {
  interrupt_.set(interrupt_pending_);
  // The DMA may answer a request at once, within set(): what follows looks again.
  receive_request_.set(dma_mode() && in_left_ != 0);
  transmit_request_.set(dma_mode() && waiting_.empty() && takes_word());
}

}  // namespace armillary::soc
