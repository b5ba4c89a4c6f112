// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace armillary::cpu {

/// What a fault left behind at the moment it was raised, before anything was stacked.
struct FaultRecord {
  unsigned exception = 0;                ///< as the architecture raised it, before escalation
  unsigned taken_as = 0;                 ///< HardFault when it was escalated
  std::uint32_t cfsr = 0, hfsr = 0;      ///< the bits that this fault set
  std::string detail;                    ///< what no status bit tells ("SVC 3 at ..."); often empty
  std::optional<std::uint32_t> address;  ///< of the access or fetch that was refused
  unsigned during = 0;                   ///< the exception whose handler ran, 0 in thread mode
  std::array<std::uint32_t, 16> gpr{};
  std::uint32_t xpsr = 0, msp = 0, psp = 0, control = 0;
  std::uint32_t primask = 0, basepri = 0, faultmask = 0;
};

/// A fault or lockup that nobody in the firmware handles, in words.
struct FaultReport {
  /// The function and line of a code address, or an empty text.
  using Symbolizer = std::function<std::string(std::uint32_t pc)>;

  std::string core;                   ///< "m4-0"
  std::string kind;                   ///< "unhandled fault" or "lockup"
  std::string ending;                 ///< why the run cannot go on, as a sentence
  FaultRecord fault;                  ///< the fault that began it
  std::optional<FaultRecord> second;  ///< the fault in the fault's handler, when that is the end
  std::uint32_t cfsr = 0, hfsr = 0, mmfar = 0, bfar = 0;  ///< the registers at the end
  std::optional<std::uint32_t> frame_address;             ///< where the frame was stacked
  std::vector<std::uint32_t> frame;  ///< r0-r3, r12, lr, pc, xpsr as they lie in memory
  std::string pc_location, lr_location;
  /// A return address found on the stack, and where it is.
  struct Caller {
    std::uint32_t address = 0;
    std::string location;
  };
  std::vector<Caller> callers;  ///< innermost first; probable, see cpu/call_chain.h

  /// For people: some lines, the last one with a newline.
  [[nodiscard]] std::string text() const;
  /// The fields of a `fault` event.
  [[nodiscard]] boost::json::object json() const;
};

/// Each bit that is set, by name and in words: "PRECISERR: ...".
std::vector<std::string> describe_cfsr(std::uint32_t cfsr);
std::vector<std::string> describe_hfsr(std::uint32_t hfsr);

}  // namespace armillary::cpu
