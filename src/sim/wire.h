// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace armillary::sim {

/// A named digital signal with observers. Interrupt lines, pins and board connections are wires;
/// traces, dashboards and tests are only observers. Observers are called in the order they were
/// added, at the instant of the change, only when the level changes. A wire lives within one
/// domain.
class Wire {
 public:
  using Observer = std::function<void(bool level)>;

  explicit Wire(std::string name, bool level = false) : name_(std::move(name)), level_(level) {}
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool level() const { return level_; }
  void set(bool level) {
    if (level == level_) return;
    level_ = level;
    for (const Observer& observer : observers_) observer(level);
  }
  /// A pulse without length: observers see high and low again. Edge-triggered inputs latch it.
  void pulse() {
    set(true);
    set(false);
  }
  /// Sets the level without a word to the observers: they restore their own state.
  void restore(bool level) { level_ = level; }
  void observe(Observer observer) { observers_.push_back(std::move(observer)); }

 private:
  std::string name_;
  bool level_;
  std::vector<Observer> observers_;
};

}  // namespace armillary::sim
