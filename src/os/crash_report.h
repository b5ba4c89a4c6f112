// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "base/guid.h"
#include "os/signal_queue.h"
#include "os/task.h"

namespace armillary::os {

/// How a thread of an app died of a signal, for the event log and for a person.
struct CrashReport {
  /// A code address that was on the way.
  struct Frame {
    std::uint32_t address = 0;
    std::string file;          ///< guest path of the mapped file
    std::uint32_t offset = 0;  ///< in that file
    std::string place;         ///< "main.c:17 in main", or empty
  };
  std::string source;  ///< "a7.gateway"
  Guid component;
  std::int32_t pid = 0, tid = 0;
  SigInfo info;
  ThreadContext context;
  std::vector<Frame> trace;    ///< the instruction, and where it was called from
  std::vector<Frame> callers;  ///< innermost first; probable, see cpu/call_chain.h

  /// The fields of the `fault` event.
  [[nodiscard]] boost::json::object json() const;
  /// Several lines.
  [[nodiscard]] std::string text() const;

 private:
  /// The words of the platform's own report (azure-sphere.md section 4.2).
  [[nodiscard]] std::string platform_text() const;
};

}  // namespace armillary::os
