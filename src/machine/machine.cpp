// SPDX-License-Identifier: GPL-2.0-or-later
//
// machine/ puts one device together from its parts, and nothing above it knows the parts. The
// device file is read here, too.
#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <utility>

#include <armillary/machine.h>
#include <fmt/format.h>

#include "board/part_list.h"
#include "machine/a7_node.h"
#include "machine/board_set.h"
#include "machine/m4_node.h"
#include "machine/peripheral_claims.h"
#include "machine/signature_policy.h"
#include "sim/scheduler.h"
#include "soc/pin_link.h"
#include "soc/shared_memory.h"

namespace armillary {

std::string_view to_string(CoreId core) {
  constexpr std::array<std::string_view, kCoreCount> names{"a7", "m4-0", "m4-1"};
  return names[static_cast<std::size_t>(core)];
}

namespace machine {

namespace {

/// The device: three domains, the links between them, and the scheduler that runs them.
class Device final : public Machine {
 public:
  Device(std::unique_ptr<A7Node> a7, std::array<std::unique_ptr<M4Node>, 2> m4);
  /// Puts the parts around every core.
  Result<void> wire(const std::vector<PartConfig>& parts);

  void add_sink(EventSink& sink) override { scheduler_.add(sink); }
  RunReport run(const RunOptions& options) override;
  [[nodiscard]] std::vector<PartFile> part_files() const override;
  [[nodiscard]] std::string part_file(std::size_t index) const override {
    return boards_.output(index);
  }
  [[nodiscard]] std::vector<Console> consoles() const override { return boards_.consoles(); }
  std::string take_output(std::size_t console) override { return boards_.take_output(console); }
  std::size_t put(std::size_t console, std::string_view bytes) override {
    return boards_.put(console, bytes);
  }

 private:
  void link();
  Result<void> start();
  void apply(const RunOptions& options);
  [[nodiscard]] RunReport report(sim::Scheduler::Outcome outcome);
  /// Every program of the device has ended by itself.
  [[nodiscard]] bool firmware_ended() const;
  template <class F>
  void for_each_node(F action) {
    for (const auto& node : m4_) {
      if (node != nullptr) action(*node);
    }
  }

  std::unique_ptr<A7Node> a7_;
  std::array<std::unique_ptr<M4Node>, 2> m4_;
  std::unique_ptr<soc::SharedMemory> shared_memory_;
  std::vector<std::unique_ptr<soc::MailboxLink>> mailboxes_;
  BoardSet boards_;
  std::unique_ptr<soc::PinLink> pins_;
  sim::Scheduler scheduler_;
  bool started_ = false;
};

Device::Device(std::unique_ptr<A7Node> a7, std::array<std::unique_ptr<M4Node>, 2> m4)
    : a7_(std::move(a7)), m4_(std::move(m4)) {
  link();
}

Result<void> Device::wire(const std::vector<PartConfig>& parts) {
  boards_.set_parts(parts);
  if (A7System* system = a7_->system()) {
    auto added = boards_.add({a7_->domain(), system->pads(), system->peripherals(), nullptr});
    if (!added) return added;
  }
  Result<void> added;
  for_each_node([&](M4Node& node) {
    soc::IoCore& io = node.io();
    if (added) added = boards_.add({node.domain(), io.pads(), io.peripherals(), &io.debug_uart()});
  });
  if (!added) return added;
  pins_ = std::make_unique<soc::PinLink>(
      boards_.pads(), [this](std::size_t index, const soc::Pads::Change& change) {
        boards_.pin_changed(index, change);
      });
  scheduler_.add(*pins_);
  scheduler_.add(boards_);
  return {};
}

std::vector<PartFile> Device::part_files() const {
  std::vector<PartFile> files;
  for (const BoardSet::Output& output : boards_.outputs()) {
    files.push_back({output.part, output.path});
  }
  return files;
}

void Device::link() {
  scheduler_.add(a7_->domain());
  std::vector<soc::SharedMemoryView*> views{&a7_->shared_memory()};
  for_each_node([&](M4Node& node) {
    scheduler_.add(node.domain());
    views.push_back(&node.shared_memory());
  });
  // Memory first: who is told of a message by a mailbox finds it there.
  shared_memory_ = std::make_unique<soc::SharedMemory>(std::move(views));
  scheduler_.add(*shared_memory_);
  for (unsigned number = 0; number < m4_.size(); ++number) {
    if (m4_[number] == nullptr) continue;
    mailboxes_.push_back(
        std::make_unique<soc::MailboxLink>(a7_->mailbox(number), m4_[number]->io().mailbox_a7()));
  }
  if (m4_[0] != nullptr && m4_[1] != nullptr) {
    mailboxes_.push_back(
        std::make_unique<soc::MailboxLink>(m4_[0]->io().mailbox_m4(), m4_[1]->io().mailbox_m4()));
  }
  for (const auto& mailbox : mailboxes_) scheduler_.add(*mailbox);
}

Result<void> Device::start() {
  if (std::exchange(started_, true)) return {};
  // The OS is up first: it is what starts the real-time cores on the device.
  auto started = a7_->start();
  if (started) for_each_node([](M4Node& node) { node.start(); });
  return started;
}

void Device::apply(const RunOptions& options) {
  scheduler_.set_threads(options.threads);
  scheduler_.on_boundary([observer = options.on_boundary](sim::Time now) {
    return !observer || observer(sim::nanoseconds(now));
  });
  scheduler_.on_idle([observer = options.on_idle](sim::Time now) {
    return observer && observer(sim::nanoseconds(now));
  });
  a7_->domain().journal().set_strict(options.strict);
  if (a7_->system() != nullptr) a7_->system()->set_quantum(options.quantum);
  for_each_node([&](M4Node& node) {
    node.set_quantum(options.quantum);
    node.domain().journal().set_strict(options.strict);
  });
}

RunReport Device::run(const RunOptions& options) {
  apply(options);
  if (const auto started = start(); !started) {
    RunReport refused;
    refused.outcome = RunReport::Outcome::refused;
    refused.reason = started.error().message;
    return refused;
  }
  const sim::Time end =
      options.end_ns ? sim::kPowerOn + sim::Duration{*options.end_ns} : sim::kNever;
  const sim::Scheduler::Outcome outcome = scheduler_.run_until(end);
  if (a7_->system() != nullptr) a7_->system()->flush_consoles();
  for_each_node([](M4Node& node) { node.flush_consoles(); });
  boards_.check_outputs();
  scheduler_.publish();
  return report(outcome);
}

bool Device::firmware_ended() const {
  if (a7_->system() != nullptr && !a7_->system()->all_ended()) return false;
  return std::all_of(m4_.begin(), m4_.end(), [](const auto& node) {
    return node == nullptr || node->exit_status().has_value();
  });
}

RunReport Device::report(sim::Scheduler::Outcome outcome) {
  RunReport report;
  report.virtual_ns = sim::nanoseconds(scheduler_.now());
  const auto add_domain = [&report](sim::Domain& domain) {
    for (const auto& [key, count] : domain.journal().warnings()) {
      report.warnings.push_back({key.first, key.second, count});
    }
    const std::string& violation = domain.journal().strict_violation();
    if (violation.empty() || !report.reason.empty()) return;
    report.outcome = RunReport::Outcome::strict_violation;
    report.reason = violation + " (an error under --strict)";
  };
  using Outcome = sim::Scheduler::Outcome;
  if (outcome == Outcome::idle) {
    report.outcome = RunReport::Outcome::idle;
    const bool apps_ended = a7_->system() != nullptr && a7_->system()->all_ended();
    report.reason = apps_ended && m4_[0] == nullptr && m4_[1] == nullptr ? "every app has ended"
                    : firmware_ended()
                        ? "every firmware has ended"
                        : "nothing can happen any more: every core sleeps and no event is due";
  } else if (outcome == Outcome::interrupted) {
    report.outcome = RunReport::Outcome::interrupted;
    report.reason = "interrupted";
  }
  if (outcome == Outcome::stopped) report.reason.clear();
  add_domain(a7_->domain());
  if (A7System* system = a7_->system()) {
    report.instructions[0] = system->instructions();
    report.apps = system->memory();
    if (const auto& crash = system->crash()) {
      report.outcome = RunReport::Outcome::guest_fault;
      report.fault_report = crash->report;
      report.reason = crash->app->source() + ": the app crashed";
    }
  }
  for (unsigned number = 0; number < m4_.size(); ++number) {
    if (m4_[number] == nullptr) continue;
    M4Node& node = *m4_[number];
    report.instructions[number + 1] = node.instructions();
    add_domain(node.domain());
    const bool told = report.outcome == RunReport::Outcome::guest_fault;
    if (const auto status = node.exit_status(); status.value_or(0) != 0 && !told) {
      report.outcome = RunReport::Outcome::guest_fault;
      report.reason =
          fmt::format("{}: the firmware ended with exit status {}", node.domain().name(), *status);
    }
    if (node.fault() && !told) {
      report.outcome = RunReport::Outcome::guest_fault;
      report.fault_report = node.fault()->text();
      report.reason = node.domain().name() + ": " + node.fault()->kind;
    }
  }
  return report;
}

/// Each peripheral belongs to one app of the device.
Result<void> check_owners(const DeviceConfig& config,
                          const std::array<std::unique_ptr<M4Node>, 2>& nodes, A7Node& a7) {
  PeripheralOwners owners;
  if (const A7System* system = a7.system()) {
    for (std::size_t i = 0; i < system->apps().size(); ++i) {
      const auto added =
          owners.add(config.a7.apps[i].string(), CoreId::a7, system->apps()[i].capabilities);
      if (!added) return added;
    }
  }
  for (unsigned number = 0; number < nodes.size(); ++number) {
    if (nodes[number] == nullptr || !nodes[number]->firmware().manifest) continue;
    const auto added =
        owners.add(config.m4[number].image.string(), number == 0 ? CoreId::m4_0 : CoreId::m4_1,
                   nodes[number]->firmware().manifest->capabilities);
    if (!added) return added;
  }
  return {};
}

}  // namespace
}  // namespace machine

Result<std::unique_ptr<Machine>> Machine::create(const DeviceConfig& config) {
  const auto parts = board::parts_of(config);
  if (!parts) return tl::unexpected<Error>(parts.error());
  const auto policy = machine::read_signature_policy(config.signatures);
  if (!policy) return tl::unexpected<Error>(policy.error());
  std::array<std::unique_ptr<machine::M4Node>, 2> nodes;
  for (unsigned number = 0; number < nodes.size(); ++number) {
    if (config.m4[number].image.empty()) continue;
    auto node = machine::M4Node::create(number, config.m4[number], config.start_time_s, *policy);
    if (!node) return tl::unexpected<Error>(node.error());
    nodes[number] = std::move(*node);
  }
  auto a7 = std::make_unique<machine::A7Node>();
  for (unsigned number = 0; number < nodes.size(); ++number) {
    if (nodes[number] == nullptr) continue;
    const auto& manifest = nodes[number]->firmware().manifest;
    if (manifest && !manifest->capabilities.allowed_application_connections.empty()) {
      a7->add_channel(number, manifest->component_id,
                      manifest->capabilities.allowed_application_connections);
    }
  }
  if (auto loaded = a7->load(config, *policy); !loaded)
    return tl::unexpected<Error>(loaded.error());
  if (auto owned = machine::check_owners(config, nodes, *a7); !owned) {
    return tl::unexpected<Error>(owned.error());
  }
  auto device = std::make_unique<machine::Device>(std::move(a7), std::move(nodes));
  if (auto wired = device->wire(*parts); !wired) return tl::unexpected<Error>(wired.error());
  return device;
}

}  // namespace armillary
