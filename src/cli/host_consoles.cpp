// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/host_consoles.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "cli/file_console.h"
#include "cli/pty_console.h"
#include "cli/tcp_console.h"

namespace armillary::cli {
namespace {

Result<std::unique_ptr<ConsolePort>> open_port(const Console& console) {
  const auto widen = [](auto port) -> Result<std::unique_ptr<ConsolePort>> {
    if (!port) return tl::unexpected<Error>(port.error());
    return std::unique_ptr<ConsolePort>(std::move(*port));
  };
  switch (console.host) {
    case Console::Host::file:
      return widen(FileConsole::open(console.path, console.name));
    case Console::Host::pty:
      return widen(PtyConsole::open());
    case Console::Host::tcp:
      return widen(TcpConsole::open(console.port));
  }
  return failure(ErrorKind::internal, "a console without a place");
}

}  // namespace

Result<HostConsoles> HostConsoles::open(Machine& machine, const std::atomic<bool>& stop) {
  HostConsoles consoles(machine, stop);
  const std::vector<Console> all = machine.consoles();
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto port = open_port(all[i]);
    if (!port) {
      return failure(port.error().kind,
                     fmt::format("the console {}: {}", all[i].name, port.error().message));
    }
    consoles.entries_.push_back({i, all[i], std::move(*port), {}});
  }
  return consoles;
}

void HostConsoles::begin(const Streams& streams) {
  for (const Entry& entry : entries_) {
    if (entry.port->place().empty()) continue;
    fmt::print(streams.talk, "armillary: the console {} is at {}{}\n", entry.console.name,
               entry.port->place(),
               entry.console.wait ? "; the run begins when somebody has connected" : "");
  }
  std::fflush(streams.talk);
  for (const Entry& entry : entries_) {
    while (entry.console.wait && !entry.port->connected() && !stopped()) entry.port->wait();
  }
}

void HostConsoles::take_output(Entry& entry) {
  const std::string bytes = machine_->take_output(entry.index);
  if (!bytes.empty()) entry.port->write(bytes, *stop_);
}

bool HostConsoles::give_input(Entry& entry) {
  constexpr std::size_t kMostAtOnce = 4096;
  if (entry.typed.empty()) entry.typed = entry.port->read(kMostAtOnce);
  if (entry.typed.empty()) return false;
  const std::size_t taken = machine_->put(entry.index, entry.typed);
  entry.typed.erase(0, taken);
  return taken > 0;
}

void HostConsoles::pump(std::int64_t now_ns) {
  // Asking the host costs more than most windows.
  constexpr std::int64_t kBetweenReads_ns = 100'000;
  for (Entry& entry : entries_) take_output(entry);
  if (now_ns < next_read_ns_) return;
  next_read_ns_ = now_ns + kBetweenReads_ns;
  for (Entry& entry : entries_) {
    if (entry.port->connected() && entry.port->types()) give_input(entry);
  }
}

bool HostConsoles::wait_for_input() {
  for (Entry& entry : entries_) take_output(entry);
  while (!stopped()) {
    bool anybody = false;
    for (Entry& entry : entries_) {
      if (!entry.port->connected() || !entry.port->types()) continue;
      if (give_input(entry)) return true;
      if (!entry.port->types()) continue;
      anybody = true;
      entry.port->wait();
    }
    if (!anybody) return false;
  }
  return false;
}

Result<void> HostConsoles::finish() {
  Result<void> result;
  for (Entry& entry : entries_) {
    take_output(entry);
    const auto finished = entry.port->finish(*stop_);
    if (result && !finished) result = finished;
  }
  return result;
}

bool HostConsoles::shows(std::string_view source) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    const std::string& uart = entry.console.uart;
    return source == uart || source.ends_with("." + uart + "-uart");
  });
}

}  // namespace armillary::cli
