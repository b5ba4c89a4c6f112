// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/a7_system.h"

#include <algorithm>
#include <span>
#include <utility>

#include "cpu/unicorn/unicorn_core.h"
#include "image/elf.h"
#include "os/dev/adc_device.h"
#include "os/dev/basic_devices.h"
#include "os/dev/gpio_chip.h"
#include "os/dev/pwm_device.h"
#include "os/dev/rtc_device.h"
#include "os/file_table.h"
#include "os/fs/proc.h"
#include "os/fs/standard_tree.h"
#include "soc/pin_uses.h"

namespace armillary::machine {

namespace {

/// Each app is a user of its own (azure-sphere.md section 4.1).
constexpr std::uint32_t kFirstUid = 10001;
/// No source tells how long the device waits (azure-sphere.md section 4.2).
constexpr auto kRestartDelay = std::chrono::seconds{1};

net::InternetConfig internet_config(const DeviceConfig& config) {
  net::InternetConfig internet;
  internet.link.latency = std::chrono::nanoseconds{config.network.latency_ns};
  internet.connection.time.utc_at_power_on = config.start_time_s;
  if (!config.network.wifi) return internet;
  internet.connection.air.emplace();
  for (const WifiNetworkConfig& wifi : *config.network.wifi) {
    net::AirNetwork network;
    network.ssid = wifi.ssid;
    network.security = static_cast<net::WifiSecurity>(wifi.security);
    network.psk = wifi.psk;
    network.rssi_dbm = wifi.rssi_dbm;
    network.frequency_mhz = wifi.frequency_mhz;
    // Locally administered, and another for each.
    const auto number = static_cast<std::uint8_t>(internet.connection.air->size() + 1);
    network.bssid = {0x02, 0x00, 0x5e, 0x20, 0x00, number};
    network.from = sim::kPowerOn + sim::Duration{wifi.from_ns};
    if (wifi.until_ns) network.until = sim::kPowerOn + sim::Duration{*wifi.until_ns};
    if (wifi.known) {
      const int id = static_cast<int>(internet.connection.known.size());
      net::StoredWifi& stored = internet.connection.known[id];
      stored.id = id;
      stored.ssid = wifi.ssid;
      stored.security = network.security;
      stored.psk = wifi.psk;
      stored.enabled = true;
    }
    internet.connection.air->push_back(std::move(network));
  }
  return internet;
}

std::vector<os::ScriptedUpdate> updates_of(const DeviceConfig& config) {
  std::vector<os::ScriptedUpdate> updates;
  for (const UpdateConfig& update : config.updates) {
    updates.push_back({sim::kPowerOn + sim::Duration{update.at_ns}, update.system,
                       sim::Duration{update.download_ns}});
  }
  return updates;
}

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// The name by which an app's events go: the manifest's, as far as it can stand in a source.
std::string source_name(const std::string& name) {
  std::string result;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    result += plain ? c : '-';
  }
  return result.empty() ? "app" : result;
}

Result<void> check_runtime(const std::filesystem::path& folder) {
  std::error_code error;
  if (!folder.empty() && std::filesystem::exists(folder / "lib/ld-musl-armhf.so.1", error)) {
    return {};
  }
  return failure(ErrorKind::io,
                 "the A7's libraries are not at '" + folder.string() +
                     "' (lib/ld-musl-armhf.so.1 is missing); run tools/setup.sh, or name their "
                     "folder in ARMILLARY_GUEST_ROOT");
}

}  // namespace

A7System::A7System(sim::Domain& domain, const DeviceConfig& config)
    : domain_(domain),
      bus_(soc::DeviceContext{domain}),
      pads_(domain),
      pins_(soc::DeviceContext{domain}, bus_, pads_),
      gpio_lines_(pads_),
      rtc_(soc::DeviceContext{domain}, "RTC", soc::kRtcBase),
      uarts_(domain, bus_, pins_),
      i2c_(domain, bus_, pins_),
      spi_(domain, bus_, pins_),
      adc_(domain, bus_, pins_.adc()),
      logs_(domain),
      internet_(domain, internet_config(config)),
      vfs_([this] { return clock_ == nullptr ? os::TimeSpec{} : clock_->at(domain_.now()); }) {
  bus_.map(rtc_);
  rtc_.set_start(config.start_time_s);
  soc::watch_pin_uses(bus_, pads_);
  connect_consoles();
}

A7System::~A7System() {
  domain_.set_processor(nullptr);
  clock_ = nullptr;
}

Result<std::unique_ptr<A7System>> A7System::create(sim::Domain& domain, const DeviceConfig& config,
                                                   const image::SignaturePolicy& policy,
                                                   os::IntercoreSwitch& cores) {
  std::unique_ptr<A7System> system(new A7System(domain, config));
  if (auto built = system->build(config, policy, cores); !built) {
    return tl::unexpected<Error>(built.error());
  }
  return system;
}

Result<void> A7System::build(const DeviceConfig& config, const image::SignaturePolicy& policy,
                             os::IntercoreSwitch& cores) {
  cloud::CloudConfig cloud_config;
  cloud_config.hub = config.cloud.hub;
  for (const CloudDeviceConfig& device : config.cloud.devices) {
    cloud_config.devices.push_back(device.id);
  }
  auto cloud = cloud::Cloud::create(internet_, cloud_config);
  if (!cloud) return tl::unexpected<Error>(cloud.error());
  cloud_ = std::move(*cloud);

  auto core = cpu::make_unicorn_core(cpu::Model::cortex_a7);
  if (!core) return tl::unexpected<Error>(core.error());
  core_ = std::move(*core);
  os::KernelConfig kernel;
  kernel.cpi = {static_cast<std::uint32_t>(config.a7.cycles_per_instruction.numerator),
                static_cast<std::uint32_t>(config.a7.cycles_per_instruction.denominator)};
  kernel.seed = config.seed;
  kernel.app_memory_bytes = config.a7.memory_bytes.value_or(0);
  memory_limit_ = config.a7.memory_bytes;
  restart_ = config.a7.restart;
  kernel.epoch = {config.start_time_s, 0};
  kernel.device_id = config.name;
  kernel.prepare = [this](os::Process& process) { open_standard_files(process); };
  kernel_ = std::make_unique<os::Kernel>(domain_, *core_, vfs_, std::move(kernel));
  clock_ = &kernel_->wall_clock();
  domain_.set_processor(kernel_.get());
  kernel_->set_socket_services({&internet_.device(), &cores});
  kernel_->on_app_exit([this](const os::AppExit& exit) { on_exit(exit); });
  kernel_->set_symbolizer([this](std::string_view file, std::uint32_t base, std::uint32_t address) {
    return describe(file, base, address);
  });
  if (auto found = check_runtime(config.a7.runtime_folder); !found) return found;
  if (auto made = os::make_standard_tree(vfs_, config.a7.runtime_folder); !made) return made;
  os::add_basic_devices(vfs_, kernel_->random());
  os::add_log_device(vfs_, logs_);
  os::add_gpio_chip(vfs_, gpio_lines_);
  uarts_.add_devices(vfs_);
  i2c_.add_devices(vfs_);
  spi_.add_devices(vfs_);
  os::add_adc(vfs_, adc_);
  os::add_pwm(vfs_, bus_);
  os::add_rtc(vfs_, bus_);
  updates_ = std::make_unique<os::UpdateAgent>(domain_, updates_of(config));
  updates_->on_install([this](bool system) {
    begin_power_change(
        {system ? os::PowerRequest::Kind::reboot : os::PowerRequest::Kind::restart_apps, 0});
  });
  internet_.connections().on_internet([this] { updates_->internet_reached(); });
  change_ = std::make_unique<sim::TimedEvent>(
      domain_.events(), "power", [this] { power_change(); }, sim::TimedEvent::software);
  has_firmware_ = !config.m4[0].image.empty() || !config.m4[1].image.empty();
  services_ = std::make_unique<os::PlatformServices>(
      *kernel_, internet_.connections(), state_, *updates_,
      [this](const os::PowerRequest& request) { begin_power_change(request); });
  services_->add_devices(vfs_);
  processes_ = std::make_unique<os::KernelProcessTable>(*kernel_);
  if (auto mounted = os::mount_proc(vfs_, *processes_); !mounted) return mounted;
  for (const std::filesystem::path& path : config.a7.apps) {
    auto package = image::load_app(path, policy);
    if (!package) return tl::unexpected<Error>(package.error());
    if (auto added = add_app(std::move(*package)); !added) return added;
  }
  return {};
}

/// What the UARTs of the interface units send is in the event log, as that of the M4s.
void A7System::connect_consoles() {
  for (unsigned isu = 0; isu < soc::kIsus; ++isu) {
    const std::string source = domain_.name() + ".isu" + std::to_string(isu) + "-uart";
    consoles_.push_back(std::make_unique<sim::LineSplitter>(
        domain_, source + " line", [this, source](std::string_view line) {
          domain_.journal().record(source, EventType::uart, {{"data", line}});
        }));
    pins_.isu_uart(isu).on_transmit([&console = *consoles_.back()](std::uint8_t byte) {
      const auto value = static_cast<std::byte>(byte);
      console.put(std::span(&value, 1));
    });
  }
}

void A7System::flush_consoles() {
  logs_.flush();
  for (const auto& console : consoles_) console->flush();
}

Result<void> A7System::add_app(image::Package package) {
  const auto same = [&](const os::AppSpec& other) {
    return other.component_id == package.manifest.component_id;
  };
  if (std::any_of(specs_.begin(), specs_.end(), same)) {
    return failure(ErrorKind::bad_input,
                   package.name + ": ComponentId " + package.manifest.component_id.to_string() +
                       " is that of another app of this device; give each app its own");
  }
  os::AppSpec spec;
  spec.component_id = package.manifest.component_id;
  spec.name = source_name(package.manifest.name);
  spec.entry_point = package.manifest.entry_point;
  spec.arguments = package.manifest.arguments;
  spec.capabilities = package.manifest.capabilities;
  spec.uid = kFirstUid + static_cast<std::uint32_t>(specs_.size());

  std::vector<os::ImageEntry> entries;
  for (image::PackageFile& file : package.files) {
    entries.push_back(
        {file.path, os::kModeRegular | (file.executable ? 0555U : 0444U), bytes_of(file.bytes)});
  }
  if (auto mounted = os::mount_image(vfs_, spec.component_id, spec.uid, std::move(entries));
      !mounted) {
    return mounted;
  }
  const std::uint32_t storage = spec.capabilities.mutable_storage_kb.value_or(0);
  if (auto mounted = os::mount_mutable_storage(vfs_, spec.component_id, spec.uid, storage);
      !mounted) {
    return mounted;
  }
  if (const image::PackageFile* program = package.find(spec.entry_point)) {
    const auto elf = image::read_elf(std::as_bytes(std::span(program->bytes)), package.name);
    images_.push_back({"/mnt/apps/" + spec.component_id.to_string() + spec.entry_point,
                       image::Symbols(program->bytes), elf && elf->position_independent});
  }
  specs_.push_back(std::move(spec));
  return {};
}

std::string A7System::describe(std::string_view file, std::uint32_t base,
                               std::uint32_t address) const {
  for (const AppImage& image : images_) {
    if (image.program != file) continue;
    return image.symbols.describe(image.position_independent ? address - base : address);
  }
  return {};
}

Result<void> A7System::start() {
  installed_ = specs_;
  internet_.start();
  for (os::AppSpec& spec : specs_) {
    auto started = kernel_->start(std::move(spec));
    if (!started) return tl::unexpected<Error>(started.error());
    started_.push_back(*started);
    ++running_;
  }
  specs_.clear();
  return {};
}

void A7System::tell_power(std::string_view state) {
  boost::json::object fields;
  fields["state"] = state;
  domain_.journal().record("a7.power", EventType::lifecycle, std::move(fields));
}

void A7System::begin_power_change(const os::PowerRequest& request) {
  if (power_ || off_) return;  // the first one counts
  power_ = request;
  for (const auto& [component, restart] : restarts_) restart->cancel();
  using Kind = os::PowerRequest::Kind;
  tell_power(request.kind == Kind::power_down ? "powering down"
             : request.kind == Kind::reboot   ? "rebooting"
                                              : "restarting the apps");
  if (request.kind != Kind::restart_apps && has_firmware_) {
    domain_.journal().warn_once("a7.power",
                                "the real-time cores go on while the A7 reboots: their reset with "
                                "the device is not modelled");
  }
  for (os::App* app : started_) {
    if (app->pid() != 0) kernel_->stop(*app);
  }
  // Never within the call that asks for it.
  if (running_ == 0) change_->schedule(domain_.now());
}

void A7System::power_change() {
  using Kind = os::PowerRequest::Kind;
  if (!power_) return boot();
  const os::PowerRequest request = *power_;
  power_.reset();
  if (request.kind == Kind::restart_apps) return boot();
  updates_->stop();
  internet_.stop();
  off_ = true;
  if (request.kind == Kind::reboot) return boot();
  tell_power("off");
  change_->schedule(domain_.now() + std::chrono::seconds{request.residency_s});
}

void A7System::boot() {
  if (std::exchange(off_, false)) {
    tell_power("on");
    internet_.start();
  }
  started_.clear();
  for (const os::AppSpec& spec : installed_) {
    // It has started before: what can fail is the room for another process.
    auto started = kernel_->start(spec);
    if (!started) {
      domain_.journal().warn_once("a7.power", started.error().message);
      continue;
    }
    started_.push_back(*started);
    ++running_;
  }
}

void A7System::on_exit(const os::AppExit& exit) {
  if (running_ > 0) --running_;
  if (power_ && running_ == 0) change_->schedule(domain_.now());
  const bool again = restart_ && !power_ && !exit.expected;
  if (again) start_again_later(exit.app->spec());
  if (exit.signal == 0 || exit.expected) return;
  if (!crash_) crash_ = exit;
  if (!again) domain_.request_stop();
}

void A7System::start_again_later(const os::AppSpec& spec) {
  std::unique_ptr<sim::TimedEvent>& restart = restarts_[spec.component_id];
  if (restart == nullptr) {
    restart = std::make_unique<sim::TimedEvent>(
        domain_.events(), "a7 app restart", [this, id = spec.component_id] { start_again(id); },
        sim::TimedEvent::software);
  }
  restart->schedule(domain_.now() + kRestartDelay);
}

void A7System::start_again(const Guid& component) {
  std::erase_if(started_, [](const os::App* app) { return app->pid() == 0; });
  const auto spec = std::ranges::find(installed_, component, &os::AppSpec::component_id);
  auto started = kernel_->start(*spec);
  if (!started) {
    domain_.journal().warn_once("a7." + spec->name, started.error().message);
    return;
  }
  started_.push_back(*started);
  ++running_;
}

bool A7System::all_ended() const {
  return running_ == 0 && std::none_of(restarts_.begin(), restarts_.end(),
                                       [](const auto& each) { return each.second->scheduled(); });
}

std::vector<RunReport::AppMemory> A7System::memory() const {
  std::vector<RunReport::AppMemory> all;
  for (const os::AppSpec& spec : installed_) {
    all.push_back({"a7." + spec.name, kernel_->peak_memory(spec.component_id), memory_limit_});
  }
  return all;
}

void A7System::open_standard_files(os::Process& process) {
  if (auto null = vfs_.open({}, "/dev/null", os::kOReadWrite, 0)) {
    static_cast<void>(process.files().put(0, std::move(*null), false));
  }
  int descriptor = 1;
  for (const char* stream : {"stdout", "stderr"}) {
    static_cast<void>(
        process.files().put(descriptor++, logs_.open(process.source(), stream), false));
  }
}

}  // namespace armillary::machine
