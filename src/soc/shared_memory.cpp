// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/shared_memory.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace armillary::soc {

ReadResult SharedMemoryView::read(std::uint32_t offset, unsigned size) {
  std::array<std::byte, 4> bytes{};
  if (size > bytes.size() || !read_bytes(offset, std::span(bytes).first(size))) {
    return ReadResult::bus_error();
  }
  std::uint32_t value = 0;
  for (unsigned i = 0; i < size; ++i) {
    value |= std::to_integer<std::uint32_t>(bytes[i]) << (8 * i);
  }
  return {value, true};
}

bool SharedMemoryView::write(std::uint32_t offset, unsigned size, std::uint32_t value) {
  std::array<std::byte, 4> bytes{};
  if (size > bytes.size()) return false;
  for (unsigned i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(value >> (8 * i));
  return write_bytes(offset, std::span(bytes).first(size));
}

std::optional<std::uint32_t> SharedMemoryView::peek(std::uint32_t offset) const {
  std::array<std::byte, 4> bytes{};
  if (!read_bytes(offset & ~3U, bytes)) return std::nullopt;
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(bytes[i]) << (8 * i);
  return value;
}

std::string SharedMemoryView::describe(std::uint32_t offset) const {
  return fmt::format("A7 SRAM+0x{:x}", offset);
}

bool SharedMemoryView::read_bytes(std::uint32_t offset, std::span<std::byte> bytes) const {
  if (offset > kSize || bytes.size() > kSize - offset) return false;
  while (!bytes.empty()) {
    const std::uint32_t within = offset % kPage;
    const std::size_t count = std::min<std::size_t>(bytes.size(), kPage - within);
    if (const auto& page = pages_[offset / kPage]; page != nullptr) {
      std::memcpy(bytes.data(), page->data() + within, count);
    } else {
      std::memset(bytes.data(), 0, count);
    }
    bytes = bytes.subspan(count);
    offset += static_cast<std::uint32_t>(count);
  }
  return true;
}

bool SharedMemoryView::write_bytes(std::uint32_t offset, std::span<const std::byte> bytes) {
  if (offset > kSize || bytes.size() > kSize - offset) return false;
  store(offset, bytes);
  log_.push_back({offset, static_cast<std::uint32_t>(bytes.size())});
  logged_bytes_.insert(logged_bytes_.end(), bytes.begin(), bytes.end());
  domain_.request_exchange();
  return true;
}

void SharedMemoryView::store(std::uint32_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::uint32_t within = offset % kPage;
    const std::size_t count = std::min<std::size_t>(bytes.size(), kPage - within);
    auto& page = pages_[offset / kPage];
    if (page == nullptr) page = std::make_unique<Page>();
    std::memcpy(page->data() + within, bytes.data(), count);
    bytes = bytes.subspan(count);
    offset += static_cast<std::uint32_t>(count);
  }
}

void SharedMemoryView::apply(const SharedMemoryView& writer) {
  std::span<const std::byte> bytes(writer.logged_bytes_);
  for (const LoggedWrite& write : writer.log_) {
    store(write.offset, bytes.first(write.size));
    bytes = bytes.subspan(write.size);
  }
}

void SharedMemoryView::serialize(sim::Archive& archive) {
  archive.section("A7 SRAM");
  for (auto& page : pages_) {
    bool present = page != nullptr;
    archive.value(present);
    if (!present || !archive.ok()) {
      if (archive.loading()) page.reset();
      continue;
    }
    if (page == nullptr) page = std::make_unique<Page>();
    archive.bytes(*page);
  }
}

void SharedMemory::deliver(sim::Time) {
  const auto wrote = [](const SharedMemoryView* view) { return !view->log_.empty(); };
  const auto writers = std::count_if(views_.begin(), views_.end(), wrote);
  if (writers == 0) return;
  for (const SharedMemoryView* writer : views_) {
    if (!wrote(writer)) continue;
    for (SharedMemoryView* view : views_) {
      // A single writer has its own writes already; with several, the order decides for all.
      if (view != writer || writers > 1) view->apply(*writer);
    }
  }
  for (SharedMemoryView* view : views_) {
    view->log_.clear();
    view->logged_bytes_.clear();
  }
}

}  // namespace armillary::soc
