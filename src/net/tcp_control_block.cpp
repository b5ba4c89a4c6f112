// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/tcp_control_block.h"

#include <algorithm>
#include <utility>

namespace armillary::net {

namespace {

/// Sequence numbers wrap (RFC 9293, section 3.4).
bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }
bool not_after(std::uint32_t a, std::uint32_t b) { return !before(b, a); }

}  // namespace

TcpControlBlock::TcpControlBlock(std::uint16_t local_port, std::uint16_t remote_port)
    : local_port_(local_port), remote_port_(remote_port) {}

void TcpControlBlock::connect(sim::Time now) {
  // The clock of RFC 9293, section 3.4.1: one number every 4 us. Equal runs give equal numbers.
  initial_ = static_cast<std::uint32_t>(sim::nanoseconds(now) / 4000);
  unacknowledged_ = initial_;
  next_ = initial_ + 1;
  state_ = State::syn_sent;
  emit(initial_).syn = true;
  timing_ = true;
  timed_sequence_ = initial_;
  timed_at_ = now;
  timer_ = now + timeout_;
}

void TcpControlBlock::accept(sim::Time now, const TcpSegment& syn) {
  initial_ = static_cast<std::uint32_t>(sim::nanoseconds(now) / 4000) + 0x40000000U;
  unacknowledged_ = initial_;
  next_ = initial_ + 1;
  expected_ = syn.sequence + 1;
  window_edge_ = expected_;
  peer_window_ = syn.window;
  state_ = State::syn_received;
  emit(initial_).syn = true;
  timing_ = true;
  timed_sequence_ = initial_;
  timed_at_ = now;
  timer_ = now + timeout_;
}

std::uint16_t TcpControlBlock::window() const {
  const std::size_t room = kReceiveBuffer - receive_buffer_.size();
  return static_cast<std::uint16_t>(room);
}

TcpSegment& TcpControlBlock::emit(std::uint32_t sequence) {
  TcpSegment& segment = output_.emplace_back();
  segment.source_port = local_port_;
  segment.destination_port = remote_port_;
  segment.sequence = sequence;
  segment.window = window();
  if (state_ != State::syn_sent) {
    segment.ack = true;
    segment.acknowledgement = expected_;
    window_edge_ = expected_ + segment.window;
    acknowledgement_due_ = false;
  }
  return segment;
}

void TcpControlBlock::emit_reset(const TcpSegment& cause) {
  TcpSegment& segment = output_.emplace_back();
  segment.source_port = local_port_;
  segment.destination_port = remote_port_;
  segment.rst = true;
  segment.sequence = cause.acknowledgement;
}

std::uint32_t TcpControlBlock::control_sequence() const {
  // A segment without data must lie in the peer's window to count, also after a probe or a FIN
  // beyond it.
  const std::uint32_t edge = unacknowledged_ + peer_window_;
  return before(edge, next_) ? edge : next_;
}

void TcpControlBlock::flush_acknowledgement() {
  if (acknowledgement_due_ && state_ != State::closed) emit(control_sequence());
  acknowledgement_due_ = false;
}

void TcpControlBlock::emit_data(std::uint32_t sequence, std::size_t length) {
  const auto first = send_buffer_.begin() + static_cast<std::ptrdiff_t>(sequence - unacknowledged_);
  emit(sequence).payload.assign(first, first + static_cast<std::ptrdiff_t>(length));
}

void TcpControlBlock::transmit(sim::Time now, bool probe) {
  if (!synchronised() || state_ == State::time_wait || state_ == State::fin_wait_2) return;
  const std::uint32_t data_end = unacknowledged_ + static_cast<std::uint32_t>(send_buffer_.size());
  while (before(next_, data_end)) {
    const std::uint32_t in_flight = next_ - unacknowledged_;
    std::size_t usable = peer_window_ > in_flight ? peer_window_ - in_flight : 0;
    if (probe && usable == 0) usable = 1;
    probe = false;
    const std::size_t length =
        std::min({kMaxSegment, usable, static_cast<std::size_t>(data_end - next_)});
    if (length == 0) break;
    emit_data(next_, length);
    if (!timing_) {
      timing_ = true;
      timed_sequence_ = next_;
      timed_at_ = now;
    }
    next_ += static_cast<std::uint32_t>(length);
  }
  if (fin_queued_ && next_ == data_end) {  // behind a FIN, next_ is one further
    emit(next_).fin = true;
    ++next_;
  }
  arm_timer(now);
}

void TcpControlBlock::repeat_first() {
  timing_ = false;
  recovering_ = true;
  recovery_end_ = next_;
  resume_recovery();
}

void TcpControlBlock::resume_recovery() {
  const std::size_t length = std::min(
      {kMaxSegment, send_buffer_.size(), static_cast<std::size_t>(next_ - unacknowledged_)});
  if (length > 0) {
    emit_data(unacknowledged_, length);
  } else {
    emit(unacknowledged_).fin = true;
  }
}

void TcpControlBlock::arm_timer(sim::Time now) {
  if (state_ == State::closed || state_ == State::time_wait) return;
  if (state_ == State::fin_wait_2) {
    timer_ = orphan_ ? now + kLinger : sim::kNever;
    return;
  }
  const bool waiting = next_ != unacknowledged_ || !send_buffer_.empty();
  if (!waiting) {
    timer_ = sim::kNever;
  } else if (timer_ == sim::kNever) {
    timer_ = now + timeout_;
  }
}

void TcpControlBlock::on_timer(sim::Time now) {
  if (now < timer_) return;
  timer_ = sim::kNever;
  if (state_ == State::closed) return;
  if (state_ == State::time_wait || state_ == State::fin_wait_2) {
    state_ = State::closed;
    return;
  }
  unsigned limit = orphan_ ? kOrphanRetries : kDataRetries;
  if (state_ == State::syn_sent) limit = kSynRetries;
  if (state_ == State::syn_received) limit = kSynAckRetries;
  if (retries_ >= limit) {
    fail(std::errc::timed_out);
    return;
  }
  ++retries_;
  timeout_ = std::min(timeout_ * 2, kMaxTimeout);
  timing_ = false;
  timer_ = now + timeout_;
  if (state_ == State::syn_sent || state_ == State::syn_received) {
    emit(initial_).syn = true;
    return;
  }
  if (next_ == unacknowledged_) {
    transmit(now, true);
  } else {
    repeat_first();
  }
}

void TcpControlBlock::measure_round_trip(sim::Duration sample) {
  if (smoothed_ == sim::Duration{0}) {
    smoothed_ = sample;
    variation_ = sample / 2;
  } else {
    const sim::Duration error = smoothed_ > sample ? smoothed_ - sample : sample - smoothed_;
    variation_ = (variation_ * 3 + error) / 4;
    smoothed_ = (smoothed_ * 7 + sample) / 8;
  }
}

void TcpControlBlock::fail(std::errc error) {
  state_ = State::closed;
  error_ = error;
  timer_ = sim::kNever;
  acknowledgement_due_ = false;
  send_buffer_.clear();
  changed_ = true;
}

void TcpControlBlock::on_segment(sim::Time now, const TcpSegment& segment) {
  if (state_ == State::closed) return;
  if (state_ == State::syn_sent) {
    on_syn_sent(now, segment);
    return;
  }
  if (!acceptable(segment)) {
    if (!segment.rst) acknowledgement_due_ = true;
    // The peer has not seen our last acknowledgement: stay for its next try (RFC 9293, 3.10.7.4).
    if (state_ == State::time_wait && segment.fin) timer_ = now + kLinger;
    return;
  }
  if (segment.rst) {
    const bool done =
        state_ == State::closing || state_ == State::last_ack || state_ == State::time_wait;
    fail(done ? std::errc{} : std::errc::connection_reset);
    return;
  }
  if (segment.syn) {  // a repeated SYN, or a blind attack: challenge it (RFC 5961, section 4)
    acknowledgement_due_ = true;
    return;
  }
  if (!segment.ack || !on_acknowledgement(now, segment)) return;
  if (!segment.payload.empty() || segment.fin) {
    on_data(now, segment);
    if (state_ == State::closed) return;
  }
  transmit(now, false);
}

void TcpControlBlock::on_syn_sent(sim::Time now, const TcpSegment& segment) {
  const bool acknowledges = segment.ack && segment.acknowledgement == initial_ + 1;
  if (segment.ack && !acknowledges) {
    if (!segment.rst) emit_reset(segment);
    return;
  }
  if (segment.rst) {
    if (acknowledges) fail(std::errc::connection_refused);
    return;
  }
  if (!segment.syn || !acknowledges) return;  // a simultaneous open does not happen here
  expected_ = segment.sequence + 1;
  unacknowledged_ = segment.acknowledgement;
  peer_window_ = segment.window;
  if (timing_) measure_round_trip(now - timed_at_);
  timing_ = false;
  retries_ = 0;
  timeout_ = std::max(kMinTimeout, smoothed_ + 4 * variation_);
  timer_ = sim::kNever;
  state_ = State::established;
  changed_ = true;
  acknowledgement_due_ = true;
  transmit(now, false);
}

bool TcpControlBlock::acceptable(const TcpSegment& segment) const {
  // RFC 9293, section 3.10.7.4, first check; `window_edge_` is what the peer was offered.
  const std::uint32_t length = segment.length();
  const std::uint32_t edge = before(window_edge_, expected_) ? expected_ : window_edge_;
  if (length == 0) {
    return not_after(expected_, segment.sequence) &&
           (segment.sequence == expected_ || before(segment.sequence, edge));
  }
  return before(segment.sequence, edge) && before(expected_, segment.sequence + length);
}

bool TcpControlBlock::on_acknowledgement(sim::Time now, const TcpSegment& segment) {
  const std::uint32_t ack = segment.acknowledgement;
  if (state_ == State::syn_received) {
    if (ack != initial_ + 1) {
      emit_reset(segment);
      return false;
    }
    unacknowledged_ = ack;
    state_ = State::established;
    changed_ = true;
    if (timing_) measure_round_trip(now - timed_at_);
    timing_ = false;
    retries_ = 0;
    timeout_ = std::max(kMinTimeout, smoothed_ + 4 * variation_);
    timer_ = sim::kNever;
  }
  if (before(next_, ack)) {  // acknowledges what was never sent
    acknowledgement_due_ = true;
    return false;
  }
  if (before(ack, unacknowledged_)) return true;  // old, but its data may be new
  peer_window_ = segment.window;
  // A peer that answers probes of its closed window is alive, however long it takes.
  if (peer_window_ == 0 || ack != unacknowledged_) retries_ = 0;
  if (ack == unacknowledged_) {
    // Three equal acknowledgements while data is out: the first segment is lost (RFC 5681, 3.2).
    const bool duplicate = segment.length() == 0 && next_ != unacknowledged_ && peer_window_ > 0;
    duplicates_ = duplicate ? duplicates_ + 1 : 0;
    if (duplicates_ == 3 && !recovering_) repeat_first();
    return true;
  }
  duplicates_ = 0;
  std::uint32_t acknowledged = ack - unacknowledged_;
  if (timing_ && before(timed_sequence_, ack)) {
    measure_round_trip(now - timed_at_);
    timing_ = false;
  }
  if (smoothed_ != sim::Duration{0}) {
    timeout_ = std::clamp(smoothed_ + 4 * variation_, kMinTimeout, kMaxTimeout);
  }
  timer_ = sim::kNever;
  const bool fin = acknowledged > send_buffer_.size();
  if (fin) --acknowledged;
  send_buffer_.erase(send_buffer_.begin(),
                     send_buffer_.begin() + static_cast<std::ptrdiff_t>(acknowledged));
  bytes_sent_ += acknowledged;
  unacknowledged_ = ack;
  changed_ = true;
  if (fin) on_fin_acknowledged(now);
  // What was sent before the loss and is still missing is repeated step by step (RFC 6582).
  recovering_ = recovering_ && before(ack, recovery_end_);
  if (recovering_) resume_recovery();
  return state_ != State::closed;
}

void TcpControlBlock::on_fin_acknowledged(sim::Time now) {
  switch (state_) {
    case State::fin_wait_1:
      state_ = State::fin_wait_2;
      arm_timer(now);
      break;
    case State::closing:
      state_ = State::time_wait;
      timer_ = now + kLinger;
      break;
    case State::last_ack:
      state_ = State::closed;
      timer_ = sim::kNever;
      break;
    default:
      break;
  }
}

void TcpControlBlock::on_data(sim::Time now, const TcpSegment& segment) {
  acknowledgement_due_ = true;
  if (peer_fin_) return;
  if (before(expected_, segment.sequence)) {  // a gap: kept until what is missing is here
    // acceptable() has seen that it lies in the window, so what is kept is bounded by the window
    // but for overlaps; those are few, or somebody plays with us.
    if (early_.size() < kMaxEarly) early_.push_back(segment);
    return;
  }
  take_data(segment);
  if (state_ == State::closed) return;
  take_fin(now, segment);
  for (bool progress = true; progress && !peer_fin_ && !early_.empty();) {
    const auto ready = std::find_if(early_.begin(), early_.end(), [this](const TcpSegment& each) {
      return !before(expected_, each.sequence);
    });
    progress = ready != early_.end();
    if (!progress) break;
    const TcpSegment next = std::move(*ready);
    early_.erase(ready);
    take_data(next);
    take_fin(now, next);
  }
}

void TcpControlBlock::take_data(const TcpSegment& segment) {
  const std::uint32_t skip = expected_ - segment.sequence;
  if (skip >= segment.payload.size()) return;
  if (orphan_) {  // nobody will ever read it: Linux resets
    fail(std::errc::connection_reset);
    emit_reset(segment);
    return;
  }
  const std::size_t fresh = segment.payload.size() - skip;
  const std::size_t room = receive_shut_ ? fresh : kReceiveBuffer - receive_buffer_.size();
  const std::size_t taken = std::min(fresh, room);
  if (!receive_shut_) {
    const auto first = segment.payload.begin() + skip;
    receive_buffer_.insert(receive_buffer_.end(), first,
                           first + static_cast<std::ptrdiff_t>(taken));
  }
  expected_ += static_cast<std::uint32_t>(taken);
  bytes_received_ += taken;
  changed_ = changed_ || taken > 0;
}

void TcpControlBlock::take_fin(sim::Time now, const TcpSegment& segment) {
  // A FIN counts only when all data before it has been taken.
  const std::uint32_t at = segment.sequence + static_cast<std::uint32_t>(segment.payload.size());
  if (segment.fin && !peer_fin_ && at == expected_) on_fin(now);
}

void TcpControlBlock::on_fin(sim::Time now) {
  ++expected_;
  peer_fin_ = true;
  changed_ = true;
  acknowledgement_due_ = true;
  switch (state_) {
    case State::established:
      state_ = State::close_wait;
      break;
    case State::fin_wait_1:
      state_ = State::closing;
      break;
    case State::fin_wait_2:
      state_ = State::time_wait;
      timer_ = now + kLinger;
      break;
    default:
      break;
  }
}

bool TcpControlBlock::can_send() const {
  return !fin_queued_ && (state_ == State::established || state_ == State::close_wait);
}

std::size_t TcpControlBlock::write(sim::Time now, ByteView bytes) {
  const std::size_t taken = std::min(bytes.size(), send_space());
  const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(taken);
  send_buffer_.insert(send_buffer_.end(), bytes.begin(), end);
  transmit(now, false);
  return taken;
}

std::size_t TcpControlBlock::read(std::span<std::uint8_t> buffer, bool peek) {
  const std::size_t taken = std::min(buffer.size(), receive_buffer_.size());
  const auto end = receive_buffer_.begin() + static_cast<std::ptrdiff_t>(taken);
  std::copy(receive_buffer_.begin(), end, buffer.begin());
  if (peek) return taken;
  receive_buffer_.erase(receive_buffer_.begin(), end);
  // Tell a sender that ran into the window, but not for every few bytes (RFC 9293, 3.8.6.2.2).
  const std::uint32_t offered = before(window_edge_, expected_) ? 0 : window_edge_ - expected_;
  if (synchronised() && !peer_fin_ && offered < 2 * kMaxSegment &&
      window() >= offered + 2 * kMaxSegment) {
    acknowledgement_due_ = true;
  }
  return taken;
}

void TcpControlBlock::shutdown_send(sim::Time now) {
  if (fin_queued_) return;
  switch (state_) {
    case State::established:
      state_ = State::fin_wait_1;
      break;
    case State::close_wait:
      state_ = State::last_ack;
      break;
    default:
      return;
  }
  fin_queued_ = true;
  transmit(now, false);
}

void TcpControlBlock::shutdown_receive() {
  receive_shut_ = true;
  receive_buffer_.clear();
}

void TcpControlBlock::close(sim::Time now) {
  if (state_ == State::closed) return;
  if (state_ == State::syn_sent || state_ == State::syn_received || !receive_buffer_.empty()) {
    abort();
    return;
  }
  orphan_ = true;
  shutdown_send(now);
  arm_timer(now);
}

void TcpControlBlock::abort() {
  if (state_ == State::closed) return;
  if (state_ != State::syn_sent && state_ != State::time_wait) emit(control_sequence()).rst = true;
  fail(std::errc{});
}

std::vector<TcpSegment> TcpControlBlock::take_output() { return std::exchange(output_, {}); }

bool TcpControlBlock::take_changed() { return std::exchange(changed_, false); }

}  // namespace armillary::net
