// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <system_error>
#include <vector>

#include "net/packet.h"
#include "sim/time.h"

namespace armillary::net {

/// The state of one TCP connection (RFC 9293), without any input or output of its own: segments and
/// time go in, segments come out of take_output(), next_timer() says when on_timer() is due.
///
/// What it has: handshake with Linux's retries, sliding window without scaling, reassembly,
/// retransmission by time-out with a measured round-trip (RFC 6298) and by duplicate
/// acknowledgements, zero-window probes, half-close, RST, TIME-WAIT.
/// What it leaves out: congestion control, Nagle's and delayed acknowledgements (every segment is
/// answered at once), selective acknowledgements, urgent data.
class TcpControlBlock {
 public:
  enum class State {
    closed,
    syn_sent,
    syn_received,
    established,
    fin_wait_1,
    fin_wait_2,
    close_wait,
    closing,
    last_ack,
    time_wait,
  };
  /// Ethernet's 1500 less the IPv4 and TCP headers.
  static constexpr std::size_t kMaxSegment = 1460;
  static constexpr std::size_t kReceiveBuffer = 65535;
  static constexpr std::size_t kSendBuffer = 65535;
  /// Linux's defaults: tcp_syn_retries, tcp_synack_retries, tcp_retries2, and the orphan's limit.
  static constexpr unsigned kSynRetries = 6;
  static constexpr unsigned kSynAckRetries = 5;
  static constexpr unsigned kDataRetries = 15;
  static constexpr unsigned kOrphanRetries = 8;
  static constexpr sim::Duration kInitialTimeout = std::chrono::seconds{1};
  static constexpr sim::Duration kMinTimeout = std::chrono::milliseconds{200};
  static constexpr sim::Duration kMaxTimeout = std::chrono::seconds{120};
  /// Segments that are kept while one before them is missing: a full window of full segments.
  static constexpr std::size_t kMaxEarly = 48;
  /// TIME-WAIT, and how long an orphan waits for the peer's FIN.
  static constexpr sim::Duration kLinger = std::chrono::seconds{60};

  TcpControlBlock(std::uint16_t local_port, std::uint16_t remote_port);

  /// Active and passive open. `syn` is the segment that asked.
  void connect(sim::Time now);
  void accept(sim::Time now, const TcpSegment& syn);

  void on_segment(sim::Time now, const TcpSegment& segment);
  void on_timer(sim::Time now);
  /// Sends the acknowledgement that is due and was not carried by data. Call after the user had the
  /// chance to react to what arrived.
  void flush_acknowledgement();

  /// How many bytes were taken; 0: the buffer is full. Only while can_send().
  std::size_t write(sim::Time now, ByteView bytes);
  std::size_t read(std::span<std::uint8_t> buffer, bool peek);
  void shutdown_send(sim::Time now);
  /// What arrives from now on is acknowledged and thrown away.
  void shutdown_receive();
  /// The user is gone: see TcpSocket::~TcpSocket.
  void close(sim::Time now);
  void abort();

  [[nodiscard]] State state() const { return state_; }
  /// Data may be written: connected and not shut down.
  [[nodiscard]] bool can_send() const;
  [[nodiscard]] bool send_shut() const { return fin_queued_; }
  [[nodiscard]] std::size_t send_space() const { return kSendBuffer - send_buffer_.size(); }
  [[nodiscard]] std::size_t readable_bytes() const { return receive_buffer_.size(); }
  [[nodiscard]] std::size_t unacknowledged_bytes() const { return send_buffer_.size(); }
  /// The peer's FIN was received, or nothing can be received any more.
  [[nodiscard]] bool receive_ended() const { return peer_fin_ || receive_shut_; }
  [[nodiscard]] bool peer_fin() const { return peer_fin_; }
  /// Why the connection broke; std::errc{}: it did not.
  [[nodiscard]] std::errc error() const { return error_; }
  void clear_error() { error_ = std::errc{}; }
  [[nodiscard]] std::uint64_t bytes_sent() const { return bytes_sent_; }
  [[nodiscard]] std::uint64_t bytes_received() const { return bytes_received_; }

  [[nodiscard]] sim::Time next_timer() const { return timer_; }
  std::vector<TcpSegment> take_output();
  /// True once after something changed that a user may wait for.
  bool take_changed();

 private:
  [[nodiscard]] bool synchronised() const {
    return state_ != State::closed && state_ != State::syn_sent && state_ != State::syn_received;
  }
  [[nodiscard]] std::uint16_t window() const;
  TcpSegment& emit(std::uint32_t sequence);
  void emit_reset(const TcpSegment& cause);
  [[nodiscard]] std::uint32_t control_sequence() const;
  void emit_data(std::uint32_t sequence, std::size_t length);
  void transmit(sim::Time now, bool probe);
  void repeat_first();
  void resume_recovery();
  void arm_timer(sim::Time now);
  void fail(std::errc error);
  void on_syn_sent(sim::Time now, const TcpSegment& segment);
  [[nodiscard]] bool acceptable(const TcpSegment& segment) const;
  bool on_acknowledgement(sim::Time now, const TcpSegment& segment);
  void on_data(sim::Time now, const TcpSegment& segment);
  void take_data(const TcpSegment& segment);
  void take_fin(sim::Time now, const TcpSegment& segment);
  void on_fin(sim::Time now);
  void on_fin_acknowledged(sim::Time now);
  void measure_round_trip(sim::Duration sample);

  std::uint16_t local_port_, remote_port_;
  State state_ = State::closed;
  std::errc error_{};

  std::uint32_t initial_ = 0;             ///< ISS
  std::uint32_t unacknowledged_ = 0;      ///< SND.UNA
  std::uint32_t next_ = 0;                ///< SND.NXT
  std::uint32_t peer_window_ = 0;         ///< SND.WND
  std::deque<std::uint8_t> send_buffer_;  ///< from SND.UNA on
  bool fin_queued_ = false;
  bool recovering_ = false;  ///< until recovery_end_ is acknowledged
  std::uint32_t recovery_end_ = 0;
  unsigned duplicates_ = 0;  ///< equal acknowledgements in a row

  std::uint32_t expected_ = 0;     ///< RCV.NXT
  std::uint32_t window_edge_ = 0;  ///< the highest sequence number that was offered
  std::deque<std::uint8_t> receive_buffer_;
  std::vector<TcpSegment> early_;  ///< arrived before what precedes them
  bool peer_fin_ = false;
  bool receive_shut_ = false;
  bool orphan_ = false;
  bool acknowledgement_due_ = false;

  sim::Time timer_ = sim::kNever;
  unsigned retries_ = 0;
  sim::Duration timeout_ = kInitialTimeout;
  sim::Duration smoothed_{0}, variation_{0};
  bool timing_ = false;  ///< a segment is being timed (Karn: none that was repeated)
  std::uint32_t timed_sequence_ = 0;
  sim::Time timed_at_{};

  std::uint64_t bytes_sent_ = 0, bytes_received_ = 0;
  std::vector<TcpSegment> output_;
  bool changed_ = false;
};

}  // namespace armillary::net
