// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "board/part.h"
#include "board/parts/bus_keys.h"
#include "board/parts/storage.h"

namespace armillary::board {

/// Memories begin with a file and may be saved to one.
constexpr PartKey contents_key(std::int64_t most) {
  return {.name = "file",
          .kind = KeyKind::input_file,
          .summary = "what it holds at power-on; the rest is blank",
          .most = most};
}
inline constexpr PartKey kSaveKey{
    .name = "save",
    .kind = KeyKind::output_file,
    .summary = "where all that it holds is written at the end of the run; may be the same file"};

/// The contents of the key `file`, or null.
inline std::shared_ptr<const std::string> contents_of(const PartValues& values) {
  const PartValue* value = values.find("file");
  const auto* file = value == nullptr ? nullptr : std::get_if<InputFile>(&value->data);
  return file == nullptr ? nullptr : file->contents;
}

/// A memory on SPI; made by storage_part().
template <class Memory>
class StoragePart final : public Part {
 public:
  /// `arguments` are the memory's, behind context and name.
  template <class... Arguments>
  explicit StoragePart(const PartContext& context, Arguments&&... arguments)
      : Part(context),
        memory_(soc::DeviceContext{context.domain}, "board." + context.name,
                std::forward<Arguments>(arguments)...) {}

  Result<void> attach(const PartValues& values) { return attach_spi(context(), values, memory_); }
  void serialize(sim::Archive& archive) override { memory_.serialize(archive); }
  [[nodiscard]] bool used() const override { return memory_.storage().changed(); }
  [[nodiscard]] std::vector<PartOutput> outputs() const override {
    return {{kSaveKey.name, memory_.storage().contents()}};
  }

 private:
  Memory memory_;
};

/// A whole `create`: the memory on its bus.
template <class Memory, class... Arguments>
Result<std::unique_ptr<Part>> storage_part(const PartContext& context, const PartValues& values,
                                           Arguments&&... arguments) {
  auto part = std::make_unique<StoragePart<Memory>>(context, std::forward<Arguments>(arguments)...);
  const auto done = part->attach(values);
  if (!done) return tl::unexpected<Error>(done.error());
  return std::unique_ptr<Part>(std::move(part));
}

}  // namespace armillary::board
