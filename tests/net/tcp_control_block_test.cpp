// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/tcp_control_block.h"

#include <array>
#include <map>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "world.h"

namespace armillary::net {
namespace {

/// Two control blocks and a line that loses, doubles and reorders segments as it is told.
class BadLine {
 public:
  struct Fate {
    bool lost = false;
    bool doubled = false;
    int delay_ms = 10;
  };

  explicit BadLine(std::vector<Fate> fates) : fates_(std::move(fates)) {
    ends_[0].connect(now_);
    collect(0);
  }

  /// Goes on to the next arrival or timer. False: nothing will happen any more.
  bool step() {
    sim::Time next = std::min(ends_[0].next_timer(), ends_[1].next_timer());
    if (!flying_.empty()) next = std::min(next, flying_.begin()->first);
    if (next == sim::kNever) return false;
    now_ = std::max(now_, next);
    if (!flying_.empty() && flying_.begin()->first <= now_) {
      const auto [to, segment] = std::move(flying_.begin()->second);
      flying_.erase(flying_.begin());
      TcpControlBlock& end = ends_[to];
      if (end.state() != TcpControlBlock::State::closed) {
        end.on_segment(now_, segment);
      } else if (to == 1 && segment.syn) {
        end.accept(now_, segment);
      } else if (!segment.rst) {  // as the host of a port that nobody has
        TcpSegment reset;
        reset.rst = true;
        reset.sequence = segment.acknowledgement;
        put(to, reset);
      }
    } else {
      for (auto& end : ends_) end.on_timer(now_);
    }
    return true;
  }

  /// Lets both users act, then moves what came out onto the line.
  void act(std::array<std::string, 2>& to_send, std::array<std::string, 2>& received) {
    for (std::size_t i = 0; i < 2; ++i) {
      TcpControlBlock& end = ends_[i];
      if (end.can_send() && !to_send[i].empty()) {
        to_send[i].erase(0, end.write(now_, bytes_of(to_send[i])));
      }
      if (to_send[i].empty()) end.shutdown_send(now_);
      Bytes buffer(3000);
      while (const std::size_t taken = end.read(buffer, false)) {
        received[i] += text_of({buffer.data(), taken});
      }
      end.flush_acknowledgement();
      collect(i);
    }
  }

  TcpControlBlock& end(std::size_t index) { return ends_[index]; }
  [[nodiscard]] sim::Time now() const { return now_; }

 private:
  void collect(std::size_t from) {
    for (TcpSegment& segment : ends_[from].take_output()) put(from, segment);
  }

  void put(std::size_t from, const TcpSegment& segment) {
    const Fate fate = fates_.empty() ? Fate{} : fates_[count_++ % fates_.size()];
    // Fates repeat, and a loss that always hits the same segment is an outage: half of them miss,
    // and no more than two follow each other, or a connection may rightly give up.
    noise_ = noise_ * 1'664'525 + 1'013'904'223;
    if (fate.lost && noise_ >> 31 != 0 && lost_in_a_row_[from] < 2) {
      ++lost_in_a_row_[from];
      return;
    }
    lost_in_a_row_[from] = 0;
    const sim::Time arrival = now_ + milliseconds{fate.delay_ms};
    if (fate.doubled) flying_.emplace(arrival + milliseconds{5}, std::pair{1 - from, segment});
    flying_.emplace(arrival, std::pair{1 - from, segment});
  }

  std::array<TcpControlBlock, 2> ends_{TcpControlBlock{1000, 7}, TcpControlBlock{7, 1000}};
  std::multimap<sim::Time, std::pair<std::size_t, TcpSegment>> flying_;
  std::vector<Fate> fates_;
  std::size_t count_ = 0;
  std::array<unsigned, 2> lost_in_a_row_{};
  std::uint32_t noise_ = 1;
  sim::Time now_ = sim::kPowerOn;
};

RC_GTEST_PROP(TcpControlBlockProperty, DeliversEverythingInOrderOverABadLine, ()) {
  std::vector<BadLine::Fate> fates;
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
    fates.push_back(
        {*rc::gen::inRange(0, 4) == 0, *rc::gen::inRange(0, 4) == 0, *rc::gen::inRange(1, 60)});
  }
  BadLine line(std::move(fates));
  std::array<std::string, 2> to_send;
  for (std::string& text : to_send) {
    const int size = *rc::gen::inRange(0, 60'000);
    for (int i = 0; i < size; ++i) text += static_cast<char>('a' + i * 7 % 26);
  }
  const std::array<std::string, 2> sent = to_send;
  std::array<std::string, 2> received;
  for (int i = 0; i < 20'000 && line.step(); ++i) line.act(to_send, received);
  RC_ASSERT(line.end(0).error() == std::errc{});
  RC_ASSERT(received[1] == sent[0]);
  RC_ASSERT(received[0] == sent[1]);
  RC_ASSERT(line.end(0).state() == TcpControlBlock::State::closed);
  RC_ASSERT(line.end(1).state() == TcpControlBlock::State::closed);
}

RC_GTEST_PROP(TcpControlBlockProperty, SurvivesAnySegment, ()) {
  BadLine line({});
  std::array<std::string, 2> to_send{std::string(5000, 'a'), std::string(100, 'b')};
  std::array<std::string, 2> received;
  for (int i = *rc::gen::inRange(0, 8); i > 0 && line.step(); --i) line.act(to_send, received);
  TcpControlBlock& end = line.end(static_cast<std::size_t>(*rc::gen::inRange(0, 2)));
  for (int i = 0; i < 20; ++i) {
    TcpSegment segment;
    // Close to what is expected, or anywhere.
    segment.sequence = *rc::gen::oneOf(rc::gen::arbitrary<std::uint32_t>(),
                                       rc::gen::inRange<std::uint32_t>(0, 70'000),
                                       rc::gen::inRange<std::uint32_t>(0x40000000, 0x40011000));
    segment.acknowledgement = *rc::gen::oneOf(
        rc::gen::arbitrary<std::uint32_t>(), rc::gen::inRange<std::uint32_t>(0, 70'000),
        rc::gen::inRange<std::uint32_t>(0x40000000, 0x40011000));
    segment.window = *rc::gen::arbitrary<std::uint16_t>();
    segment.syn = *rc::gen::inRange(0, 6) == 0;
    segment.ack = *rc::gen::inRange(0, 6) != 0;
    segment.fin = *rc::gen::inRange(0, 4) == 0;
    segment.rst = *rc::gen::inRange(0, 10) == 0;
    segment.payload.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 3000)));
    end.on_segment(line.now(), segment);
    end.on_timer(line.now() + seconds{i});
    end.flush_acknowledgement();
    RC_ASSERT(end.readable_bytes() <= TcpControlBlock::kReceiveBuffer);
    RC_ASSERT(end.unacknowledged_bytes() <= TcpControlBlock::kSendBuffer);
    for (const TcpSegment& out : end.take_output()) {
      RC_ASSERT(out.payload.size() <= TcpControlBlock::kMaxSegment);
    }
  }
}

TEST(TcpControlBlock, TimeWaitStaysWhileThePeerRepeatsItsFin) {
  TcpControlBlock end(1000, 7);
  end.connect(sim::kPowerOn);
  const std::uint32_t first = end.take_output().at(0).sequence;
  TcpSegment segment;
  segment.syn = segment.ack = true;
  segment.sequence = 500;
  segment.acknowledgement = first + 1;
  segment.window = 1000;
  end.on_segment(sim::kPowerOn, segment);
  end.shutdown_send(sim::kPowerOn);
  TcpSegment fin;
  fin.fin = fin.ack = true;
  fin.sequence = 501;
  fin.acknowledgement = first + 2;
  fin.window = 1000;
  end.on_segment(sim::kPowerOn, fin);
  ASSERT_EQ(end.state(), TcpControlBlock::State::time_wait);
  end.take_output();
  const sim::Time later = sim::kPowerOn + seconds{59};
  end.on_segment(later, fin);
  end.flush_acknowledgement();
  EXPECT_EQ(end.take_output().size(), 1U) << "it is acknowledged again";
  EXPECT_EQ(end.next_timer(), later + TcpControlBlock::kLinger);
  end.on_timer(end.next_timer());
  EXPECT_EQ(end.state(), TcpControlBlock::State::closed);
}

TEST(TcpControlBlock, ABlindResetOutsideTheWindowIsIgnored) {
  BadLine line({});
  std::array<std::string, 2> to_send{"x", "y"};
  std::array<std::string, 2> received;
  for (int i = 0; i < 3; ++i) line.step();
  TcpSegment reset;
  reset.rst = true;
  reset.sequence = 0x80000000;
  line.end(0).on_segment(line.now(), reset);
  EXPECT_EQ(line.end(0).error(), std::errc{});
}

}  // namespace
}  // namespace armillary::net
