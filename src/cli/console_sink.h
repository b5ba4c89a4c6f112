// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <armillary/event.h>

#include "cli/terminal.h"

namespace armillary::cli {

/// Shows a run to a person: one line an event, in front of it the virtual time and the core or part
/// it came from. What the guests say and send goes to `out`; faults and warnings go to `talk`.
class ConsoleSink final : public EventSink {
 public:
  struct Stream {
    std::FILE* file = nullptr;
    bool colour = false;
  };
  /// A UART's lines for which `elsewhere` says yes are not shown.
  void hide(std::function<bool(std::string_view source)> elsewhere) {
    elsewhere_ = std::move(elsewhere);
  }
  /// `on_closed` is called once when nobody reads `out` any more.
  ConsoleSink(Stream out, Stream talk, std::function<void()> on_closed);
  void on_event(const Event& event) override;

 private:
  void print(const Stream& stream, const Event& event, Colour colour, std::string_view text);

  Stream out_, talk_;
  std::function<void()> on_closed_;
  std::function<bool(std::string_view)> elsewhere_;
  bool closed_ = false;
};

}  // namespace armillary::cli
