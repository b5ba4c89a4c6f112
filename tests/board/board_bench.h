// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <armillary/event.h>
#include <gtest/gtest.h>

#include "board/board.h"
#include "board/part_list.h"
#include "sim/scheduler.h"
#include "soc/bus.h"
#include "soc/io_core.h"
#include "soc/pin_link.h"

namespace armillary::board {

/// The lines of the event log.
class Collector final : public EventSink {
 public:
  void on_event(const Event& event) override { lines.push_back(to_json_line(event)); }
  std::vector<std::string> lines;
};

/// A domain without a processor, with the blocks at its pins and a board around them: for the tests
/// of parts.
struct BoardSide {
  /// `parts` on top of the built-in board `name`.
  void build(const std::vector<PartConfig>& parts, const std::string& name = "mt3620-rdb") {
    DeviceConfig config;
    config.board = name;
    config.parts = parts;
    const auto complete = parts_of(config);
    ASSERT_TRUE(complete) << complete.error().message;
    auto made = Board::create({domain, pads, peripherals, &debug_uart, {}, true}, *complete);
    ASSERT_TRUE(made) << made.error().message;
    board = std::move(*made);
    link = std::make_unique<soc::PinLink>(
        std::vector<soc::Pads*>{&pads},
        [this](std::size_t, const soc::Pads::Change& change) { board->pin_changed(change, true); });
    scheduler.add(domain);
    scheduler.add(*link);
    scheduler.add(settling);
    scheduler.add(sink);
  }
  /// The part with that name; it is there.
  Part& part(std::string_view name) {
    for (const auto& part : board->parts()) {
      if (part->name() == name) return *part;
    }
    ADD_FAILURE() << "no part " << name;
    return *board->parts().front();
  }
  void serialize(sim::Archive& archive) {
    domain.events().serialize(archive);
    for (soc::Device* device : bus.devices()) device->serialize(archive);
    debug_uart.serialize(archive);
    pads.serialize(archive);
    board->serialize(archive);
  }

  /// Comes after the pins, as machine::BoardSet does.
  struct Settling final : sim::Link {
    explicit Settling(BoardSide& side) : owner(side) {}
    void collect() override { sent = owner.board->take_messages(); }
    void deliver(sim::Time /*boundary*/) override { owner.board->settle(); }
    BoardSide& owner;
    std::vector<Board::Message> sent;
  };

  sim::Domain domain{"m4-0", 1};
  soc::DeviceContext context{domain};
  soc::Bus bus{context};
  soc::Pads pads{domain};
  soc::PinPeripherals peripherals{context, bus, pads};
  soc::Uart debug_uart{context, "debug UART", soc::kDebugUartBase};
  std::unique_ptr<Board> board;
  std::unique_ptr<soc::PinLink> link;
  Settling settling{*this};
  Collector sink;
  sim::Scheduler scheduler;
};

class BoardBench : public testing::Test, protected BoardSide {};

}  // namespace armillary::board
