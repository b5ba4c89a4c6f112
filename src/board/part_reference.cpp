// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part_reference.h"

#include <fmt/format.h>

#include "board/boards.h"
#include "board/part_types.h"

namespace armillary::board {

namespace {

/// `| a | b |` keeps its columns whatever stands in the text.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += c;
  }
  return result;
}

std::string value_of(const PartKey& key) {
  switch (key.kind) {
    case KeyKind::record:
      if (!key.reads_as.empty()) return std::string(key.reads_as);
      if (key.in_file) return "a file that holds a mapping, of at most 256 KiB";
      return key.list ? "a list of mappings" : "a mapping";
    case KeyKind::voltage:
      return key.list ? "a list of voltages" : "a voltage";
    case KeyKind::duration:
      return key.list ? "a list of times" : "a time";
    case KeyKind::pin:
      return key.list ? "a list of GPIOs, 0 to 93" : "a GPIO, 0 to 93";
    case KeyKind::input_file:
      return fmt::format("a file that is read, of at most {} KiB", key.most / 1024);
    case KeyKind::output_file:
      return "a file that is written";
    default:
      return key.list ? "a list, each " + expected(key) : expected(key);
  }
}

std::string default_of(const PartKey& key) {
  if (key.required) return "required";
  if (!key.one_of.empty()) return fmt::format("one {}", key.one_of);
  return key.fallback.empty() ? "none" : fmt::format("`{}`", key.fallback);
}

void append_keys(std::string& page, std::span<const PartKey> keys, const std::string& prefix) {
  for (const PartKey& key : keys) {
    page += fmt::format("| `{}{}` | {} | {} | {} |\n", prefix, key.name, cell(value_of(key)),
                        default_of(key), cell(key.summary));
    if (key.kind == KeyKind::record && key.reads_as.empty()) {
      append_keys(page, key.fields, fmt::format("{}{}{}.", prefix, key.name, key.list ? "[]" : ""));
    }
  }
}

}  // namespace

std::string part_reference() {
  std::string page =
      "<!-- Made by bin/part_reference from src/board; a test holds this page against it. -->\n"
      "# Parts and boards\n\n"
      "What can be wired to the pins in a [device file](device-file.md), and the boards that are\n"
      "built in. Each part has a `name`, a `type`, and the keys of its type. Where a default says\n"
      "*one wave*, exactly one of the keys that say so stands in the part. [Write a "
      "part](write-a-part.md)\n"
      "tells how to add one.\n\n"
      "Voltages have a unit: `1.25V`, `820mV`, `40uV`. Times have one of ns, us, ms, s, m, h. "
      "Paths "
      "of\nfiles are relative to the file in which they stand.\n\n"
      "A *wave* is a mapping with exactly one of the keys `constant`, `ramp`, `sine` and `points`, "
      "as\n"
      "of [analogue](#analogue), with values in its own unit: `{ constant: 0.5g }`,\n"
      "`{ sine: { mean: 0dps, amplitude: 90dps, period: 2s } }`. The unit may have m (a "
      "thousandth)\n"
      "or u (a millionth) in front: `250mg`.\n\n"
      "## Types of parts\n";
  for (const PartType* type : part_types()) {
    page += fmt::format("\n### {}\n\n{}\n", type->name, type->summary);
    page += "\n| Key | Value | Default | |\n|---|---|---|---|\n";
    append_keys(page, type->keys, "");
    if (!type->notes.empty()) page += fmt::format("\n{}\n", type->notes);
  }
  page += "\n## Built-in boards\n";
  for (const BoardType& board : built_in_boards()) {
    page += fmt::format("\n### {}\n\n{}\n", board.name, board.summary);
    if (!board.sources.empty()) page += fmt::format("\nSources: {}.\n", board.sources);
    if (board.parts.empty()) continue;
    page += "\n| Part | Type | Keys |\n|---|---|---|\n";
    for (const BoardPart& part : board.parts) {
      page += fmt::format("| `{}` | {} | {} |\n", part.name, part.type, part.values);
    }
  }
  return page;
}

}  // namespace armillary::board
