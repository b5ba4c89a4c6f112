// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/served_port.h"

#include <gtest/gtest.h>

#include "world.h"

namespace armillary::net {
namespace {

/// Answers each line of a tiny language; what a handler saw is kept by the service.
class Talker final : public StreamService {
 public:
  class Handler final : public StreamHandler {
   public:
    Handler(Talker& talker, ByteStream& stream) : talker_(talker), stream_(stream) {
      ++talker_.living;
    }
    ~Handler() override { --talker_.living; }
    void on_bytes(ByteView bytes) override {
      const std::string text = text_of(bytes);
      talker_.heard += text;
      if (text == "close") {
        stream_.send(bytes_of("bye"));
        stream_.close();
      } else if (text == "abort") {
        stream_.abort();
      } else if (text == "flood") {
        stream_.send(Bytes(talker_.flood, 'f'));
      } else {
        stream_.send(bytes);
      }
    }
    void on_end(StreamEnd end) override { talker_.ends.push_back(end); }
    void on_drained() override { ++talker_.drained; }

   private:
    Talker& talker_;
    ByteStream& stream_;
  };

  std::unique_ptr<StreamHandler> accept(ByteStream& stream) override {
    peer = stream.peer();
    return std::make_unique<Handler>(*this, stream);
  }

  std::string peer;
  std::string heard;
  std::vector<StreamEnd> ends;
  int living = 0;
  int drained = 0;
  std::size_t flood = 1'000'000;
};

class Served : public TwoHosts {
 public:
  Served() {
    EXPECT_FALSE(socket->connect(server_at(7)));
    run_until(seconds{1});
  }
  std::string say(std::string_view text) {
    EXPECT_TRUE(socket->write(bytes_of(text)));
    run_for(milliseconds{200});
    return read_all(*socket);
  }

  Talker talker;
  std::unique_ptr<ServedPort> port = std::move(*server.serve(7, talker));
  std::unique_ptr<TcpSocket> socket = client.tcp_socket();
};

TEST(ServedPort, CarriesBytesBothWays) {
  Served world;
  EXPECT_EQ(world.talker.peer, "192.168.1.20:32768");
  EXPECT_EQ(world.say("hello"), "hello");
  EXPECT_EQ(world.port->connections(), 1U);
}

TEST(ServedPort, CloseDeliversWhatWasSent) {
  Served world;
  EXPECT_EQ(world.say("close"), "bye");
  EXPECT_TRUE(world.socket->readiness().peer_closed);
  EXPECT_EQ(world.talker.living, 0);
  EXPECT_TRUE(world.talker.ends.empty());
}

TEST(ServedPort, AbortResets) {
  Served world;
  world.say("abort");
  EXPECT_EQ(world.talker.living, 0);
  EXPECT_EQ(world.socket->state(), TcpSocket::State::closed);
}

TEST(ServedPort, TellsHowThePeerEnded) {
  Served world;
  world.socket.reset();
  world.run_for(milliseconds{100});
  EXPECT_EQ(world.talker.ends, std::vector{StreamEnd::closed});
  EXPECT_EQ(world.talker.living, 0);
  const auto second = world.client.tcp_socket();
  EXPECT_FALSE(second->connect(world.server_at(7)));
  world.run_for(milliseconds{100});
  second->abort();
  world.run_for(milliseconds{100});
  EXPECT_EQ(world.talker.ends, (std::vector{StreamEnd::closed, StreamEnd::reset}));
}

TEST(ServedPort, HoldsBytesForASlowReader) {
  Served world;
  std::size_t received = world.say("flood").size();
  EXPECT_LT(received, 1'000'000U);
  EXPECT_EQ(world.talker.drained, 0);
  for (int i = 0; i < 100 && received < 1'000'000; ++i) {
    world.run_for(milliseconds{200});
    received += read_all(*world.socket).size();
  }
  EXPECT_EQ(received, 1'000'000U);
  EXPECT_EQ(world.talker.drained, 1);
}

TEST(ServedPort, DropsAReaderThatNeverReads) {
  Served world;
  world.talker.flood = ByteStream::kMaxPending + 200'000;
  EXPECT_TRUE(world.socket->write(bytes_of("flood")));
  world.run_for(seconds{1});
  EXPECT_EQ(world.talker.ends, std::vector{StreamEnd::overflow});
  EXPECT_EQ(world.talker.living, 0);
}

TEST(ServedPort, ItsEndEndsTheConnections) {
  Served world;
  world.port.reset();
  EXPECT_EQ(world.talker.living, 0);
  world.run_for(milliseconds{100});
  EXPECT_TRUE(world.socket->readiness().peer_closed);
}

}  // namespace
}  // namespace armillary::net
