// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "board/console_end.h"
#include "board/input_text.h"
#include "board/part_type.h"
#include "board/uart_ends.h"

namespace armillary::board {

namespace {

constexpr std::array<std::string_view, 4> kPlaces{"terminal", "file", "pty", "tcp"};
constexpr std::array kSendKeys{
    PartKey{.name = "at",
            .kind = KeyKind::duration,
            .summary = "when its first bit begins",
            .required = true},
    PartKey{.name = "text",
            .kind = KeyKind::bytes,
            .summary = "the bytes; in double quotes \\r, \\n and \\x1b are control characters",
            .required = true},
};
constexpr std::array kKeys{
    PartKey{.name = "uart",
            .kind = KeyKind::word,
            .summary = "the debug UART of an M4, or the UART of an ISU",
            .required = true,
            .words = kUarts},
    PartKey{.name = "to",
            .kind = KeyKind::word,
            .summary = "where it shows; a pseudo-terminal and TCP (on 127.0.0.1) also type",
            .fallback = "terminal",
            .words = kPlaces},
    PartKey{.name = "file",
            .kind = KeyKind::output_file,
            .summary = "for `to: file`: every byte as it was sent",
            .live = true},
    PartKey{.name = "port",
            .kind = KeyKind::integer,
            .summary = "for `to: tcp`; 0 takes one that is free, and the run says which",
            .fallback = "0",
            .most = 65'535},
    PartKey{.name = "wait",
            .kind = KeyKind::boolean,
            .summary = "for `to: pty` and `to: tcp`: the run begins when somebody has connected",
            .fallback = "true"},
    PartKey{.name = "loopback",
            .kind = KeyKind::boolean,
            .summary = "what is sent comes back",
            .fallback = "false"},
    PartKey{.name = "send",
            .kind = KeyKind::record,
            .summary = "what somebody types, and when",
            .fields = kSendKeys,
            .list = true},
};

class Console final : public Part, public ConsoleEnd {
 public:
  Console(const PartContext& context, const PartValues& values)
      : Part(context), uart_(find_uart(context, values.text("uart"))) {
    if (uart_ == nullptr) return;
    const bool collects = values.text("to") != "terminal";
    const bool loopback = values.flag("loopback");
    if (collects || loopback) {
      uart_->on_transmit([this, collects, loopback](std::uint8_t byte) {
        if (collects) keep(byte);
        if (loopback) uart_->arrive(byte);
      });
    }
    for (const PartValue& entry : values.list("send")) {
      sends_.push_back(std::make_unique<Send>(*this, std::get<PartValues>(entry.data)));
    }
  }

  ConsoleEnd* console_end() override { return uart_ == nullptr ? nullptr : this; }

  std::string take_output() override { return std::exchange(output_, {}); }
  [[nodiscard]] std::size_t room() const override { return uart_->receive_room(); }
  void put(std::span<const std::byte> bytes) override {
    uart_->receive(bytes);
    // An ISU's UART has an instance in every core's view; one of them speaks for the part.
    if (uart_ == context().debug_uart || narrates()) tell(EventType::input, input_fields(bytes));
  }

  void serialize(sim::Archive& archive) override {
    for (const auto& send : sends_) archive.event(send->event);
  }

 private:
  /// What waits for the host at the end of a window. It takes it at every one, so this is far more
  /// than a UART can send.
  static constexpr std::size_t kMostOutput = 1 << 20;

  struct Send {
    Send(Console& console, const PartValues& values)
        : text(values.text("text")),
          event(console.domain().events(), console.name() + " send",
                [this, &console] { console.send(text); }) {
      event.schedule(sim::kPowerOn + sim::Duration{values.number("at")});
    }
    std::string text;
    sim::TimedEvent event;
  };

  void send(const std::string& text) {
    const std::size_t count = uart_->receive(std::as_bytes(std::span(text)));
    if (count < text.size()) {
      warn_once(fmt::format("{} bytes of a text have no room on the line and are lost",
                            text.size() - count));
    }
  }

  void keep(std::uint8_t byte) {
    if (output_.size() < kMostOutput) {
      output_ += static_cast<char>(byte);
    } else {
      warn_once("nobody takes what the UART sends; it is lost");
    }
  }

  soc::Uart* uart_;
  std::string output_;
  std::vector<std::unique_ptr<Send>> sends_;
};

std::optional<PartComplaint> check(const PartValues& values) {
  const bool to_file = values.text("to") == "file";
  if (to_file && !values.has("file")) {
    return PartComplaint{"to", {}, "is \"file\"; name the file with the key \"file\""};
  }
  if (!to_file && values.has("file")) {
    return PartComplaint{"file", {}, "has a meaning only with \"to: file\""};
  }
  return std::nullopt;
}

}  // namespace

extern const PartType kConsole{
    .name = "console",
    .summary =
        "The other end of a UART: where it shows, and who types. What a UART sends stands in "
        "the event log in any case, and what comes from the host as `input`.",
    .keys = kKeys,
    .create = make_part<Console>,
    .check = check,
    .shares_pins = true};

}  // namespace armillary::board
