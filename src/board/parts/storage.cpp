// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/storage.h"

#include <algorithm>
#include <utility>

namespace armillary::board {

Storage::Storage(std::uint64_t size, std::uint8_t blank, std::shared_ptr<const std::string> base)
    : size_(size), blank_(blank), base_(std::move(base)) {}

std::uint8_t Storage::base_at(std::uint64_t offset) const {
  if (base_ == nullptr || offset >= base_->size()) return blank_;
  return static_cast<std::uint8_t>((*base_)[offset]);
}

std::uint8_t Storage::at(std::uint64_t offset) const {
  const auto page = pages_.find(offset / kPage);
  return page == pages_.end() ? base_at(offset) : (*page->second)[offset % kPage];
}

void Storage::read(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  for (std::uint8_t& byte : bytes) byte = at(offset++);
}

Storage::Page* Storage::page_for(std::uint64_t number) {
  const auto found = pages_.find(number);
  if (found != pages_.end()) return found->second.get();
  if (pages_.size() >= kMostPages) return nullptr;
  auto page = std::make_unique<Page>();
  for (std::uint64_t i = 0; i < kPage; ++i) (*page)[i] = base_at(number * kPage + i);
  return pages_.emplace(number, std::move(page)).first->second.get();
}

bool Storage::write(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return true;
  const std::uint64_t last = (offset + bytes.size() - 1) / kPage;
  for (std::uint64_t number = offset / kPage; number <= last; ++number) {
    if (page_for(number) == nullptr) return false;
  }
  for (const std::uint8_t byte : bytes) {
    (*page_for(offset / kPage))[offset % kPage] = byte;
    ++offset;
  }
  return true;
}

bool Storage::clear(std::uint64_t offset, std::uint64_t count) {
  for (std::uint64_t number = offset / kPage; number < (offset + count) / kPage; ++number) {
    // A page that is blank without being written needs no page of its own.
    const bool under_file = base_ != nullptr && number * kPage < base_->size();
    if (!under_file && !pages_.contains(number)) continue;
    Page* page = page_for(number);
    if (page == nullptr) return false;
    page->fill(blank_);
  }
  return true;
}

std::string Storage::contents() const {
  std::string all(size_, static_cast<char>(blank_));
  if (base_ != nullptr)
    std::copy_n(base_->begin(), std::min<std::size_t>(base_->size(), size_), all.begin());
  for (const auto& [number, page] : pages_) {
    std::copy(page->begin(), page->end(),
              all.begin() + static_cast<std::ptrdiff_t>(number * kPage));
  }
  return all;
}

void Storage::serialize(sim::Archive& archive) {
  std::uint32_t count = static_cast<std::uint32_t>(pages_.size());
  archive.value(count);
  if (!archive.loading()) {
    for (auto& [number, page] : pages_) {
      std::uint64_t key = number;
      archive.value(key);
      archive.bytes(std::as_writable_bytes(std::span(*page)));
    }
    return;
  }
  pages_.clear();
  if (count > kMostPages) archive.fail("more written pages than a memory may have");
  for (std::uint32_t i = 0; i < count && archive.ok(); ++i) {
    std::uint64_t key = 0;
    auto page = std::make_unique<Page>();
    archive.value(key);
    archive.bytes(std::as_writable_bytes(std::span(*page)));
    if (key >= size_ / kPage) {
      archive.fail("a written page behind the end of the memory");
    } else if (archive.ok()) {
      pages_.insert_or_assign(key, std::move(page));
    }
  }
}

}  // namespace armillary::board
