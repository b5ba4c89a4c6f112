// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/guest_memory.h"

#include <cstring>

namespace armillary::cpu {

Result<void> GuestMemory::map_memory(std::uint32_t base, std::span<std::byte> memory,
                                     Permissions permissions) {
  if (auto mapped = core_.map_memory(base, memory, permissions); !mapped) return mapped;
  memories_.push_back({base, memory, permissions});
  return {};
}

Result<void> GuestMemory::map_io(std::uint32_t base, std::uint32_t size, IoHandler& handler) {
  if (auto mapped = core_.map_io(base, size, handler); !mapped) return mapped;
  devices_.push_back({base, size, &handler});
  return {};
}

const GuestMemory::Memory* GuestMemory::memory_at(std::uint32_t address, std::uint32_t size) {
  const auto holds = [&](const Memory& memory) {
    const std::uint64_t offset = std::uint64_t{address} - memory.base;
    return address >= memory.base && offset + size <= memory.bytes.size();
  };
  if (last_ < memories_.size() && holds(memories_[last_])) return &memories_[last_];
  for (std::size_t i = 0; i < memories_.size(); ++i) {
    if (holds(memories_[i])) {
      last_ = i;
      return &memories_[i];
    }
  }
  return nullptr;
}

const GuestMemory::Device* GuestMemory::device_at(std::uint32_t address) const {
  for (const Device& device : devices_) {
    if (address >= device.base && address - device.base < device.size) return &device;
  }
  return nullptr;
}

std::byte* GuestMemory::find(std::uint32_t address, std::uint32_t size, Access access) {
  const Memory* memory = memory_at(address, size);
  if (memory == nullptr) return nullptr;
  const bool allowed = access == Access::load    ? memory->permissions.read
                       : access == Access::store ? memory->permissions.write
                                                 : memory->permissions.execute;
  return allowed ? memory->bytes.data() + (address - memory->base) : nullptr;
}

std::optional<std::uint32_t> GuestMemory::load(std::uint32_t address) {
  if (const std::byte* bytes = find(address, 4, Access::load)) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, 4);
    return value;
  }
  const Device* device = device_at(address);
  if (device == nullptr) return std::nullopt;
  const IoResult result = device->handler->io_read(address, 4);
  return result.ok ? std::optional(result.value) : std::nullopt;
}

bool GuestMemory::store(std::uint32_t address, std::uint32_t value) {
  if (std::byte* bytes = find(address, 4, Access::store)) {
    std::memcpy(bytes, &value, 4);
    core_.invalidate_code(address, 4);
    return true;
  }
  const Device* device = device_at(address);
  return device != nullptr && device->handler->io_write(address, 4, value);
}

std::optional<std::uint16_t> GuestMemory::code(std::uint32_t address) {
  const std::byte* bytes = find(address, 2, Access::fetch);
  if (bytes == nullptr) return std::nullopt;
  std::uint16_t value = 0;
  std::memcpy(&value, bytes, 2);
  return value;
}

bool GuestMemory::peek(std::uint32_t address, std::span<std::byte> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Memory* memory = memory_at(address + static_cast<std::uint32_t>(i), 1);
    if (memory == nullptr) return false;
    out[i] = memory->bytes[address + i - memory->base];
  }
  return true;
}

bool GuestMemory::poke(std::uint32_t address, std::span<const std::byte> data) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (memory_at(address + static_cast<std::uint32_t>(i), 1) == nullptr) return false;
  }
  for (std::size_t i = 0; i < data.size(); ++i) {
    const Memory* memory = memory_at(address + static_cast<std::uint32_t>(i), 1);
    memory->bytes[address + i - memory->base] = data[i];
  }
  core_.invalidate_code(address, data.size());
  return true;
}

}  // namespace armillary::cpu
