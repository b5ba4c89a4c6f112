// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "soc/i2c_bus.h"
#include "soc/spi_bus.h"
#include "test_bench.h"

namespace armillary::soc {

/// A DMA channel as a block sees it: at each request it moves a unit, as long as it has any.
class FakeDma {
 public:
  /// Writes `units` to `port`.
  FakeDma(sim::Wire& request, BusTarget& port, std::uint32_t offset, unsigned size,
          std::deque<std::uint32_t> units)
      : port_(port), offset_(offset), size_(size), out_(std::move(units)) {
    request.observe([this, &request](bool level) {
      while (level && request.level() && !out_.empty()) {
        const std::uint32_t unit = out_.front();
        out_.pop_front();
        port_.write(offset_, size_, unit);
      }
    });
  }
  /// Reads up to `count` units from `port`.
  FakeDma(sim::Wire& request, BusTarget& port, std::uint32_t offset, unsigned size,
          std::size_t count)
      : port_(port), offset_(offset), size_(size) {
    request.observe([this, &request, count](bool level) {
      while (level && request.level() && in.size() < count) {
        const auto place = in.size();
        in.push_back(0);
        in[place] = port_.read(offset_, size_).value;
      }
    });
  }
  FakeDma(const FakeDma&) = delete;
  FakeDma& operator=(const FakeDma&) = delete;

  [[nodiscard]] std::size_t left() const { return out_.size(); }
  std::vector<std::uint32_t> in;

 private:
  BusTarget& port_;
  std::uint32_t offset_;
  unsigned size_;
  std::deque<std::uint32_t> out_;
};

/// A sensor with 256 registers: the first byte written is the number, then each byte moves it on.
/// It writes down what happens, with the time.
class RegisterTarget final : public I2cTarget {
 public:
  RegisterTarget(sim::Domain& domain, std::uint8_t address) : domain_(domain), address_(address) {
    for (unsigned i = 0; i < 256; ++i) registers[i] = static_cast<std::uint8_t>(i ^ 0x5AU);
  }
  bool start(std::uint8_t address, bool read) override {
    if (address != address_) return false;
    note(read ? "Sr" : "Sw");
    number_comes_ = !read;
    return true;
  }
  bool write(std::uint8_t byte) override {
    note(fmt::format("{:02x}", byte));
    if (refuse_after == 0) return false;
    --refuse_after;
    if (number_comes_) {
      number_ = byte;
      number_comes_ = false;
    } else {
      registers[number_++] = byte;
    }
    return true;
  }
  std::uint8_t read() override {
    note("r");
    return registers[number_++];
  }
  void stop() override { note("P"); }

  std::string take_log() { return std::exchange(log_, {}); }
  std::array<std::uint8_t, 256> registers{};
  std::vector<sim::Duration> times;
  unsigned refuse_after = 1'000'000;

 private:
  void note(const std::string& what) {
    log_ += log_.empty() ? what : " " + what;
    times.push_back(domain_.now() - sim::kPowerOn);
  }

  sim::Domain& domain_;
  std::uint8_t address_, number_ = 0;
  bool number_comes_ = false;
  std::string log_;
};

/// Answers with what it got, inverted; writes down what it saw as bits.
class InvertingTarget final : public SpiTarget {
 public:
  void select(bool selected) override {
    log += selected ? "(" : ")";
    is_selected = selected;
  }
  std::uint8_t exchange(std::uint8_t out, unsigned bits) override {
    if (bits == 8) {
      log += fmt::format(" {:02x}", out);
    } else {
      log += fmt::format(" {:x}/{}", out, bits);
    }
    if (!answers.empty()) {
      const std::uint8_t answer = answers.front();
      answers.pop_front();
      return answer;
    }
    return static_cast<std::uint8_t>(~out);
  }

  std::string take_log() { return std::exchange(log, {}); }
  std::string log;
  std::deque<std::uint8_t> answers;
  bool is_selected = false;
};

}  // namespace armillary::soc
