// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "sim/time.h"

namespace armillary::sim {

class TimedEvent;
class Wire;

/// Writes or reads the state of objects: an object lists its members once, in one
/// `serialize(Archive&)`, for both directions. Numbers are little-endian. What is read is hostile:
/// the first thing that does not fit stops the reading (ok() is false from then on, and values
/// stay as they were). Not thread-safe.
class Archive {
 public:
  /// An archive that is written.
  Archive() = default;
  /// An archive that is read. `data` must outlive it.
  explicit Archive(std::span<const std::byte> data) : source_(data), loading_(true) {}

  [[nodiscard]] bool loading() const { return loading_; }
  [[nodiscard]] bool ok() const { return problem_.empty(); }
  /// What was written so far.
  [[nodiscard]] const std::vector<std::byte>& data() const { return written_; }
  /// ok, or a sentence that names the section and what does not fit there. At the end of reading
  /// also: whether all of the data was used.
  [[nodiscard]] Result<void> finish() const;
  /// For an object that finds a value it cannot have.
  void fail(std::string_view what);

  /// A name in front of an object's state; reading checks that it is the expected one.
  void section(std::string_view name);

  template <class T>
  requires(std::integral<T> || std::is_enum_v<T>) void value(T& item) {
    std::uint64_t raw = static_cast<std::uint64_t>(item);
    number(raw, sizeof(T));
    if (loading_ && ok()) item = static_cast<T>(raw);
  }
  void value(Time& item);
  /// Exactly as many bytes as the span has.
  void bytes(std::span<std::byte> items);
  void text(std::string& item, std::size_t longest);

  /// A length of at most `longest`, then the items.
  template <class T>
  void sequence(std::vector<T>& items, std::size_t longest) {
    resize(items, longest);
    for (std::size_t i = 0; i < items.size() && ok(); ++i) value(items[i]);
  }
  template <class T>
  void sequence(std::deque<T>& items, std::size_t longest) {
    resize(items, longest);
    for (T& item : items) value(item);
  }
  /// As sequence(), for items with a `serialize(Archive&)` of their own.
  template <class Container>
  void objects(Container& items, std::size_t longest) {
    resize(items, longest);
    for (auto& item : items) item.serialize(*this);
  }
  /// Whether and when it is scheduled, and its place among the events of that instant.
  void event(TimedEvent& item);
  /// The level, without a word to the observers: they restore their own state.
  void wire(Wire& item);

 private:
  void number(std::uint64_t& raw, std::size_t size);
  template <class Container>
  void resize(Container& items, std::size_t longest) {
    std::uint64_t count = items.size();
    number(count, 4);
    if (!loading_ || !ok()) return;
    // No item takes less than a byte, so a length beyond the data is a lie.
    if (count > longest || count > source_.size() - position_) {
      fail("a length of " + std::to_string(count));
      return;
    }
    items.resize(static_cast<std::size_t>(count));
  }

  std::vector<std::byte> written_;
  std::span<const std::byte> source_;
  std::size_t position_ = 0;
  bool loading_ = false;
  std::string section_;
  std::string problem_;
};

}  // namespace armillary::sim
