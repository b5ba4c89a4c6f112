// SPDX-License-Identifier: GPL-2.0-or-later
// A client that nobody here wrote: mosquitto_pub on a real socket against the hub.
#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cloud/hub/iot_hub.h"
#include "sim/domain.h"

namespace armillary::cloud {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// One accepted socket of the host as a stream of the hub.
class Bridge final : public net::ByteStream {
 public:
  Bridge(tcp::socket socket, net::StreamService& service)
      : socket_(std::move(socket)), handler_(service.accept(*this)) {
    read();
  }
  void send(net::ByteView bytes) override {
    boost::system::error_code ignored;
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), ignored);
  }
  void close() override {
    closed_ = true;
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void abort() override { close(); }
  [[nodiscard]] std::size_t pending() const override { return 0; }
  [[nodiscard]] std::string peer() const override { return "client"; }

 private:
  void read() {
    socket_.async_read_some(asio::buffer(buffer_), [this](auto error, std::size_t size) {
      if (error) {
        if (!closed_) handler_->on_end(net::StreamEnd::closed);
        socket_.close();
        return;
      }
      if (!closed_) handler_->on_bytes({buffer_.data(), size});
      read();
    });
  }

  tcp::socket socket_;
  std::array<std::uint8_t, 4096> buffer_{};
  bool closed_ = false;
  std::unique_ptr<net::StreamHandler> handler_;
};

class Collector final : public TelemetrySink {
 public:
  void on_message(const TelemetryMessage& message) override { messages.push_back(message); }
  std::vector<TelemetryMessage> messages;
};

/// The hub on a port of the loopback, one client's run at a time.
class RealHub {
 public:
  RealHub() {
    hub.add_device("gateway");
    hub.add_sink(sink);
  }

  /// Runs mosquitto_pub with more arguments; gives its exit code.
  int publish(std::vector<std::string> arguments) {
    acceptor_.async_accept([this](auto error, tcp::socket socket) {
      if (!error) bridge_ = std::make_unique<Bridge>(std::move(socket), hub);
    });
    const std::vector<std::string> fixed{"mosquitto_pub",
                                         "-h",
                                         "127.0.0.1",
                                         "-p",
                                         std::to_string(acceptor_.local_endpoint().port()),
                                         "-V",
                                         "mqttv311"};
    arguments.insert(arguments.begin(), fixed.begin(), fixed.end());
    std::vector<char*> argv;
    for (std::string& each : arguments) argv.push_back(each.data());
    argv.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      ::execvp(argv[0], argv.data());
      ::_exit(127);
    }
    // It ends when the connection is over. The limit only turns a hang into a failure.
    context_.restart();
    context_.run_for(std::chrono::seconds{60});
    int status = 0;
    ::waitpid(child, &status, 0);
    bridge_.reset();
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  sim::Domain domain{"a7", 0};
  Collector sink;
  IotHub hub{{domain.events(), domain.journal(), [this] { return domain.now(); },
              [] { return std::int64_t{0}; }},
             "contoso-hub.azure-devices.net"};

 private:
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::unique_ptr<Bridge> bridge_;
};

bool missing() { return ::access("/usr/bin/mosquitto_pub", X_OK) != 0; }
const std::string kUser = "contoso-hub.azure-devices.net/gateway/?api-version=2020-09-30";

TEST(Mosquitto, PublishesTelemetryAtBothLevels) {
  if (missing()) GTEST_SKIP() << "mosquitto_pub is not installed (package mosquitto-clients)";
  RealHub hub;
  for (const char* qos : {"0", "1"}) {
    EXPECT_EQ(hub.publish({"-i", "gateway", "-u", kUser, "-q", qos, "-t",
                           "devices/gateway/messages/events/room=a%20b", "-m", R"({"x":1})"}),
              0);
  }
  ASSERT_EQ(hub.sink.messages.size(), 2U);
  EXPECT_EQ(hub.sink.messages[1].qos, 1);
  EXPECT_EQ(hub.sink.messages[1].properties.application.at("room"), "a b");
}

TEST(Mosquitto, AWrongIdentityIsToldWhy) {
  if (missing()) GTEST_SKIP() << "mosquitto_pub is not installed (package mosquitto-clients)";
  RealHub hub;
  // mosquitto_pub ends with the return code of CONNACK.
  EXPECT_EQ(hub.publish({"-i", "other", "-u", kUser, "-t", "x", "-m", "y"}), 5);
  EXPECT_TRUE(hub.sink.messages.empty());
}

}  // namespace
}  // namespace armillary::cloud
