// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/served_port.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "net/network.h"

namespace armillary::net {

class ServedPort::Connection final : public ByteStream {
 public:
  Connection(ServedPort& port, std::unique_ptr<TcpSocket> socket)
      : port_(port), socket_(std::move(socket)), peer_(socket_->remote().to_string()) {
    socket_->on_readiness([this] { pump(); });
  }

  void start(StreamService& service) {
    handler_ = service.accept(*this);
    pump();
  }

  void send(ByteView bytes) override {
    if (ending_) return;
    if (pending_.empty()) {
      while (!bytes.empty()) {
        const auto taken = socket_->write(bytes);
        if (!taken) break;
        bytes = bytes.subspan(*taken);
      }
    }
    if (bytes.empty()) return;
    if (pending_.size() + bytes.size() > kMaxPending) {
      overflow_ = true;
      port_.schedule_reap();
      return;
    }
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  }

  void close() override { finish(); }

  void abort() override {
    pending_.clear();
    if (socket_ != nullptr) socket_->abort();
    finish();
  }

  [[nodiscard]] std::size_t pending() const override { return pending_.size(); }
  [[nodiscard]] std::string peer() const override { return peer_; }

  [[nodiscard]] bool live() const { return !ending_; }

  /// Outside of all of the handler's own calls. True when nothing is left to do.
  bool reap() {
    if (overflow_ && !ending_) {
      pending_.clear();
      socket_->abort();
      end(StreamEnd::overflow);
    }
    if (!ending_) return false;
    handler_.reset();
    if (!pending_.empty()) return false;
    socket_.reset();
    return true;
  }

 private:
  /// No further calls to the handler; what is pending is still delivered.
  void finish() {
    ending_ = true;
    port_.schedule_reap();
  }

  void end(StreamEnd how) {
    if (ending_) return;
    finish();
    handler_->on_end(how);
  }

  void pump() {
    drain();
    std::array<std::uint8_t, 4096> buffer{};
    while (!ending_) {
      const auto taken = socket_->read(buffer);
      if (taken && *taken > 0) {
        handler_->on_bytes({buffer.data(), *taken});
      } else if (taken) {
        end(StreamEnd::closed);
      } else {
        if (taken.error() == std::errc::operation_would_block) break;
        pending_.clear();
        end(taken.error() == std::errc::timed_out ? StreamEnd::timed_out : StreamEnd::reset);
      }
    }
  }

  void drain() {
    if (pending_.empty()) return;
    while (!pending_.empty()) {
      std::array<std::uint8_t, 4096> chunk{};
      const std::size_t size = std::min(chunk.size(), pending_.size());
      const auto last = pending_.begin() + static_cast<std::ptrdiff_t>(size);
      std::copy(pending_.begin(), last, chunk.begin());
      const auto taken = socket_->write({chunk.data(), size});
      if (!taken) {
        if (taken.error() == std::errc::operation_would_block) return;
        pending_.clear();  // nobody is there to take it; pump() tells the handler
        break;
      }
      pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(*taken));
    }
    if (ending_) {
      port_.schedule_reap();
    } else {
      handler_->on_drained();
    }
  }

  ServedPort& port_;
  std::unique_ptr<TcpSocket> socket_;
  std::string peer_;
  std::unique_ptr<StreamHandler> handler_;
  std::deque<std::uint8_t> pending_;
  bool ending_ = false;
  bool overflow_ = false;
};

ServedPort::ServedPort(Network& network, std::unique_ptr<TcpListener> listener,
                       StreamService& service)
    : network_(network),
      service_(service),
      listener_(std::move(listener)),
      reap_(network.domain().events(), "service connections", [this] { reap(); }) {
  listener_->on_readiness([this] { accept_all(); });
}

ServedPort::~ServedPort() = default;

std::size_t ServedPort::connections() const {
  return static_cast<std::size_t>(std::count_if(connections_.begin(), connections_.end(),
                                                [](const auto& each) { return each->live(); }));
}

void ServedPort::accept_all() {
  for (;;) {
    auto socket = listener_->accept();
    if (!socket) return;
    Connection& connection =
        *connections_.emplace_back(std::make_unique<Connection>(*this, std::move(*socket)));
    connection.start(service_);
  }
}

void ServedPort::schedule_reap() {
  if (!reap_.scheduled()) reap_.schedule(network_.now());
}

void ServedPort::reap() {
  std::erase_if(connections_, [](const auto& each) { return each->reap(); });
}

}  // namespace armillary::net
