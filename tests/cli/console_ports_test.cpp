// SPDX-License-Identifier: GPL-2.0-or-later
// The host's side of consoles, with a real file, a real pseudo-terminal and real connections at
// the other end.
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <termios.h>
#include <unistd.h>

#include "cli/file_console.h"
#include "cli/pty_console.h"
#include "cli/tcp_console.h"

namespace armillary::cli {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::IsEmpty;

const std::atomic<bool> kRunning{false};

/// Waits at the console until `done`; the test's time limit ends what never comes.
void wait_until(ConsolePort& console, const std::function<bool()>& done) {
  while (!done()) console.wait();
}

std::string read_until(ConsolePort& console, std::size_t count) {
  std::string all;
  wait_until(console, [&] {
    console.connected();
    all += console.read(count - all.size());
    return all.size() >= count;
  });
  return all;
}

TEST(FileConsole, StandsInItsPlaceWhenTheRunIsOver) {
  const auto path = std::filesystem::path(testing::TempDir()) / "armillary-file-console.log";
  std::filesystem::remove(path);
  auto console = FileConsole::open(path, "serial");
  ASSERT_TRUE(console);
  (*console)->write("one\n", kRunning);
  (*console)->write("two\n", kRunning);
  EXPECT_FALSE(std::filesystem::exists(path)) << "nothing half-written";
  EXPECT_TRUE((*console)->finish(kRunning));
  std::ifstream in(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "one\ntwo\n");
  std::filesystem::remove(path);
}

TEST(FileConsole, AFolderThatIsNotThereIsAnError) {
  const auto console = FileConsole::open("/no/such/folder/console.log", "serial");
  ASSERT_FALSE(console);
  EXPECT_THAT(console.error().message, HasSubstr("file of the console serial"));
}

/// A person at the pseudo-terminal.
class PtyClient {
 public:
  explicit PtyClient(const std::string& place) : fd_(::open(place.c_str(), O_RDWR | O_NOCTTY)) {}
  ~PtyClient() { ::close(fd_); }
  PtyClient(const PtyClient&) = delete;
  PtyClient& operator=(const PtyClient&) = delete;
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  bool type(const std::string& text) const {
    return ::write(fd_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  }
  [[nodiscard]] std::string read(std::size_t count) const {
    std::string all;
    std::array<char, 256> part{};
    while (all.size() < count) {
      const ssize_t got = ::read(fd_, part.data(), std::min(part.size(), count - all.size()));
      if (got <= 0) break;
      all.append(part.data(), static_cast<std::size_t>(got));
    }
    return all;
  }

 private:
  int fd_;
};

TEST(PtyConsole, CarriesEveryByteBothWays) {
  auto console = PtyConsole::open();
  ASSERT_TRUE(console) << console.error().message;
  ASSERT_THAT((*console)->place(), HasSubstr("/dev/pts/"));
  EXPECT_FALSE((*console)->connected());
  EXPECT_TRUE((*console)->types());
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  {
    const PtyClient client((*console)->place());
    ASSERT_TRUE(client.is_open());
    wait_until(**console, [&] { return (*console)->connected(); });
    (*console)->write(all, kRunning);
    EXPECT_TRUE((*console)->finish(kRunning));
    EXPECT_EQ(client.read(all.size()), all) << "a terminal that changes nothing";
    ASSERT_TRUE(client.type(all));
    EXPECT_EQ(read_until(**console, all.size()), all);
  }
  wait_until(**console, [&] { return !(*console)->connected(); });
  const PtyClient next((*console)->place());
  ASSERT_TRUE(next.is_open());
  wait_until(**console, [&] { return (*console)->connected(); });
  (*console)->write("again", kRunning);
  EXPECT_EQ(next.read(5), "again");
}

TEST(PtyConsole, WhatNobodyReadsIsKeptForTheFirstWhoComesAndDoesNotGrow) {
  auto console = PtyConsole::open();
  ASSERT_TRUE(console) << console.error().message;
  const std::string text(kMostUnread, 'x');
  (*console)->write(text, kRunning);
  (*console)->write("the end", kRunning);
  EXPECT_TRUE((*console)->finish(kRunning)) << "nobody is there: it does not wait";
}

class TcpClient {
 public:
  explicit TcpClient(const std::string& place) : socket_(context_) {
    const auto colon = place.rfind(':');
    socket_.connect({asio::ip::make_address(place.substr(0, colon)),
                     static_cast<std::uint16_t>(std::stoi(place.substr(colon + 1)))},
                    error_);
  }
  [[nodiscard]] bool is_connected() const { return !error_; }
  void type(const std::string& text) { asio::write(socket_, asio::buffer(text), error_); }
  std::string read(std::size_t count) {
    std::string text(count, '\0');
    text.resize(asio::read(socket_, asio::buffer(text), error_));
    return text;
  }
  /// Sends no more, and reads on.
  void end_input() { socket_.shutdown(tcp::socket::shutdown_send, error_); }

 private:
  asio::io_context context_;
  tcp::socket socket_;
  boost::system::error_code error_;
};

TEST(TcpConsole, CarriesEveryByteBothWays) {
  auto console = TcpConsole::open(0);
  ASSERT_TRUE(console) << console.error().message;
  EXPECT_FALSE((*console)->connected());
  (*console)->write("before anybody came\n", kRunning);
  TcpClient client((*console)->place());
  ASSERT_TRUE(client.is_connected());
  wait_until(**console, [&] { return (*console)->connected(); });
  (*console)->write("hello\n", kRunning);
  EXPECT_EQ(client.read(26), "before anybody came\nhello\n");
  client.type("abc");
  EXPECT_EQ(read_until(**console, 2), "ab") << "at most what is asked for";
  EXPECT_EQ(read_until(**console, 1), "c");
  EXPECT_THAT((*console)->read(10), IsEmpty()) << "it never blocks";
}

TEST(TcpConsole, AClientThatSendsNoMoreMayReadOnAndMakesRoomForTheNext) {
  auto console = TcpConsole::open(0);
  ASSERT_TRUE(console) << console.error().message;
  TcpClient first((*console)->place());
  wait_until(**console, [&] { return (*console)->connected(); });
  first.type("x");
  first.end_input();
  EXPECT_EQ(read_until(**console, 1), "x");
  wait_until(**console, [&] { return (*console)->read(1).empty() && !(*console)->types(); });
  (*console)->write("still here", kRunning);
  EXPECT_EQ(first.read(10), "still here");
  TcpClient second((*console)->place());
  wait_until(**console, [&] { return (*console)->connected() && (*console)->types(); });
  (*console)->write("for the second", kRunning);
  EXPECT_EQ(second.read(14), "for the second");
  EXPECT_THAT(first.read(1), IsEmpty()) << "it was hung up";
}

TEST(TcpConsole, TheEndOfTheRunReachesTheClient) {
  std::string all;
  {
    auto console = TcpConsole::open(0);
    ASSERT_TRUE(console) << console.error().message;
    TcpClient client((*console)->place());
    wait_until(**console, [&] { return (*console)->connected(); });
    (*console)->write("bye", kRunning);
    EXPECT_TRUE((*console)->finish(kRunning));
    all = client.read(100);
  }
  EXPECT_EQ(all, "bye");
}

TEST(TcpConsole, APortThatIsTakenIsAnError) {
  const auto console = TcpConsole::open(0);
  ASSERT_TRUE(console) << console.error().message;
  const std::string place = (*console)->place();
  const std::string port = place.substr(place.rfind(':') + 1);
  const auto second = TcpConsole::open(static_cast<std::uint16_t>(std::stoi(port)));
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message,
              HasSubstr("port " + port + " of 127.0.0.1 cannot be opened: Address already in use"));
}

}  // namespace
}  // namespace armillary::cli
