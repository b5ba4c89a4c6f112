// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/archive.h"

#include <algorithm>

#include "sim/event_queue.h"
#include "sim/wire.h"

namespace armillary::sim {

void Archive::fail(std::string_view what) {
  if (!ok()) return;
  problem_ = "the snapshot cannot be read: at byte " + std::to_string(position_) +
             ", in section '" + section_ + "', found " + std::string(what) +
             "; take a new snapshot with this version";
}

Result<void> Archive::finish() const {
  if (!ok()) return failure(ErrorKind::bad_input, problem_);
  if (loading_ && position_ != source_.size()) {
    return failure(ErrorKind::bad_input, "the snapshot cannot be read: after its last section '" +
                                             section_ + "' come " +
                                             std::to_string(source_.size() - position_) +
                                             " more bytes; take a new snapshot with this version");
  }
  return {};
}

void Archive::number(std::uint64_t& raw, std::size_t size) {
  if (!loading_) {
    for (std::size_t i = 0; i < size; ++i) {
      written_.push_back(static_cast<std::byte>(raw >> (8 * i)));
    }
    return;
  }
  if (!ok()) return;
  if (source_.size() - position_ < size) {
    fail("the end of the file");
    return;
  }
  std::uint64_t read = 0;
  for (std::size_t i = 0; i < size; ++i) {
    read |= std::to_integer<std::uint64_t>(source_[position_ + i]) << (8 * i);
  }
  position_ += size;
  raw = read;
}

void Archive::section(std::string_view name) {
  section_ = name;
  std::string found(name);
  text(found, 200);
  if (loading_ && ok() && found != name) fail("a section that is not the expected one");
}

void Archive::value(Time& item) {
  std::int64_t ns = nanoseconds(item);
  value(ns);
  if (loading_ && ok()) item = kPowerOn + Duration{ns};
}

void Archive::bytes(std::span<std::byte> items) {
  if (!loading_) {
    written_.insert(written_.end(), items.begin(), items.end());
    return;
  }
  if (!ok()) return;
  if (source_.size() - position_ < items.size()) {
    fail("the end of the file");
    return;
  }
  std::copy_n(source_.begin() + static_cast<std::ptrdiff_t>(position_), items.size(),
              items.begin());
  position_ += items.size();
}

void Archive::text(std::string& item, std::size_t longest) {
  resize(item, longest);
  bytes(std::as_writable_bytes(std::span(item)));
}

void Archive::event(TimedEvent& item) { item.serialize(*this); }

void Archive::wire(Wire& item) {
  bool level = item.level();
  value(level);
  if (loading_ && ok()) item.restore(level);
}

}  // namespace armillary::sim
