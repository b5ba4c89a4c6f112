// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/dma_port.h"

#include <array>
#include <cstring>

#include "soc/memory_map.h"

namespace armillary::soc {

namespace {

struct Obstacle {
  std::uint32_t first, last;
  std::string_view name;
};
/// Datasheet table 8, quoted in Codethink's I2CMaster.c.
constexpr std::array kObstacles{
    Obstacle{0x0001'0000, 0x0FFF'FFFF, "the TCM"},
    Obstacle{0x2000'0000, 0x200F'FFFF, "the core's configuration"},
    Obstacle{0xE000'E000, 0xE000'EFFF, "the core's own registers"},
};

const Obstacle* obstacle_at(std::uint32_t address) {
  for (const Obstacle& obstacle : kObstacles) {
    if (address >= obstacle.first && address <= obstacle.last) return &obstacle;
  }
  return nullptr;
}

std::uint32_t aligned(std::uint32_t address, unsigned size) { return address & ~(size - 1); }

// Guest memory is little-endian, as the hosts that the engine runs on are.
std::uint32_t load_from(const std::byte* from, unsigned size) {
  std::uint32_t value = 0;
  std::memcpy(&value, from, size);
  return value;
}

template <class T>
void copy_units(const std::byte* from, std::byte* to, std::uint32_t units) {
  // One after the other: where the sides overlap, what was written is read again.
  for (std::uint32_t i = 0; i < units; ++i) {
    T unit;
    std::memcpy(&unit, from + i * sizeof(T), sizeof(T));
    std::memcpy(to + i * sizeof(T), &unit, sizeof(T));
  }
}

}  // namespace

std::string_view DmaPort::obstacle(std::uint32_t address, bool is_write) {
  if (const Obstacle* found = obstacle_at(address)) return found->name;
  if (is_write && address >= kXipBase && address - kXipBase < kXipSize) return "read-only flash";
  return "nothing";
}

void DmaPort::begin() {
  read_window_ = {};
  write_window_ = {};
}

void DmaPort::end() {
  if (written_size_ != 0) memory_.written(written_from_, written_size_);
  written_size_ = 0;
}

std::span<const std::byte> DmaPort::readable(std::uint32_t address) {
  if (address - read_base_ >= read_window_.size()) {
    read_window_ = memory_.readable(address);
    read_base_ = address;
  }
  const std::uint32_t offset = address - read_base_;
  return offset < read_window_.size() ? read_window_.subspan(offset) : std::span<const std::byte>{};
}

std::span<std::byte> DmaPort::writable(std::uint32_t address) {
  if (address - write_base_ >= write_window_.size()) {
    write_window_ = memory_.writable(address);
    write_base_ = address;
  }
  const std::uint32_t offset = address - write_base_;
  return offset < write_window_.size() ? write_window_.subspan(offset) : std::span<std::byte>{};
}

void DmaPort::note_written(std::uint32_t address, std::uint32_t size) {
  if (written_size_ != 0 && address == written_from_ + written_size_) {
    written_size_ += size;
    return;
  }
  end();
  written_from_ = address;
  written_size_ = size;
}

std::optional<std::uint32_t> DmaPort::load(std::uint32_t address, unsigned size) {
  address = aligned(address, size);
  if (const auto bytes = readable(address); bytes.size() >= size) {
    return load_from(bytes.data(), size);
  }
  if (obstacle_at(address) != nullptr) return std::nullopt;
  const ReadResult result = bus_.read(address, size);
  return result.ok ? std::optional(result.value) : std::nullopt;
}

bool DmaPort::store(std::uint32_t address, unsigned size, std::uint32_t value) {
  address = aligned(address, size);
  if (const auto bytes = writable(address); bytes.size() >= size) {
    std::memcpy(bytes.data(), &value, size);
    note_written(address, size);
    return true;
  }
  return may_store(address) && bus_.write(address, size, value);
}

bool DmaPort::may_store(std::uint32_t address) {
  if (!writable(address).empty()) return true;
  return obstacle_at(address) == nullptr && readable(address).empty();
}

bool DmaPort::is_memory(std::uint32_t address) {
  const bool shared =
      address >= kSharedMemoryBase && address - kSharedMemoryBase < kSharedMemorySize;
  return shared || !readable(address).empty();
}

std::optional<std::uint32_t> DmaPort::load_register(std::uint32_t address, unsigned unit) {
  return load(address, is_memory(address) ? unit : 4);
}

bool DmaPort::store_register(std::uint32_t address, unsigned unit, std::uint32_t value) {
  return store(address, is_memory(address) ? unit : 4, value);
}

std::uint32_t DmaPort::copy(std::uint32_t source, std::uint32_t destination, unsigned size,
                            std::uint32_t units) {
  source = aligned(source, size);
  destination = aligned(destination, size);
  const std::size_t bytes = std::size_t{units} * size;
  const auto from = readable(source);
  const auto to = writable(destination);
  if (from.size() < bytes || to.size() < bytes) return 0;
  if (size == 4) {
    copy_units<std::uint32_t>(from.data(), to.data(), units);
  } else if (size == 2) {
    copy_units<std::uint16_t>(from.data(), to.data(), units);
  } else {
    copy_units<std::uint8_t>(from.data(), to.data(), units);
  }
  note_written(destination, static_cast<std::uint32_t>(bytes));
  return units;
}

}  // namespace armillary::soc
