// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace armillary::soc {

inline constexpr std::uint32_t kAllBits = 0xFFFF'FFFF;

/// How sure we are that silicon behaves like the model.
enum class Fidelity : std::uint8_t {
  proven,    ///< a public driver depends on it
  inferred,  ///< follows from how public drivers use it
  unknown,   ///< no source says; the choice works with every public driver
};

enum class Access : std::uint8_t {
  read_write,
  read_only,           ///< writes are ignored
  write_only,          ///< reads 0
  write_one_to_clear,  ///< a bit written as 1 becomes 0
};

/// What stands behind a register.
enum class Behaviour : std::uint8_t {
  modelled,  ///< it does what it does on silicon
  stored,    ///< it keeps what is written, and nothing that software can see depends on it
  missing,   ///< it keeps what is written, and what it does on silicon is not modelled: the first
             ///< access is named in a warning
};

/// One register, or `count` equal ones. From the table of a block follow decoding, reset,
/// read-back, warnings, trace names, the snapshot and docs/fidelity.md.
struct RegisterInfo {
  std::uint32_t offset;   ///< from the block's base; a multiple of 4
  std::string_view name;  ///< as in the vendor's code; of an array, "#" stands for the index
  Access access = Access::read_write;
  std::uint32_t reset = 0;
  std::uint32_t mask = kAllBits;        ///< the bits that exist; the others read 0
  std::uint32_t write_mask = kAllBits;  ///< of those, the bits that a write changes
  std::uint32_t clear_mask = 0;         ///< bits that are write-one-to-clear within another access
  Behaviour behaviour = Behaviour::modelled;
  Fidelity fidelity = Fidelity::proven;
  std::string_view summary = {};
  std::uint32_t count = 1, stride = 4;
  /// The banks in which it is seen, a bit each; a block without banks has only bank 0.
  std::uint8_t banks = 0xFF;
  /// 8- and 16-bit reads are in use (the others work, too, but are named in a warning).
  bool narrow_reads = false;
  /// The same for writes.
  bool narrow_writes = false;
};

/// A kind of block.
struct BlockInfo {
  std::string_view kind;  ///< "UART"
  std::string_view summary;
  std::uint32_t size;  ///< offsets end here; a multiple of 256
  std::span<const RegisterInfo> registers;
  unsigned banks = 1;
  std::uint32_t start = 0;  ///< offsets begin here: blocks that share a base with another
  /// The public code and documents that the table and the behaviour follow, for docs/fidelity.md.
  std::string_view sources = {};
};

std::string_view to_string(Fidelity fidelity);
std::string_view to_string(Access access);
std::string_view to_string(Behaviour behaviour);
/// The name of register `index` of `info`: "DBNC_CON7".
std::string register_name(const RegisterInfo& info, std::size_t index);

/// Two tables as one: blocks that share registers.
template <std::size_t N, std::size_t M>
constexpr std::array<RegisterInfo, N + M> join(const std::array<RegisterInfo, N>& first,
                                               const std::array<RegisterInfo, M>& second) {
  std::array<RegisterInfo, N + M> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = first[i];
  for (std::size_t i = 0; i < M; ++i) all[N + i] = second[i];
  return all;
}

}  // namespace armillary::soc
