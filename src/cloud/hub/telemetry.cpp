// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/hub/telemetry.h"

#include <chrono>
#include <ostream>
#include <string_view>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/json_text.h"
#include "cloud/mqtt/codec.h"

namespace armillary::cloud {

namespace {

std::string base64(net::ByteView bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(),
                  static_cast<int>(bytes.size()));
  out.pop_back();  // the zero byte that OpenSSL adds
  return out;
}

boost::json::object to_object(const std::map<std::string, std::string>& map) {
  boost::json::object object;
  for (const auto& [name, value] : map) object[name] = value;
  return object;
}

}  // namespace

boost::json::object describe(const TelemetryMessage& message) {
  boost::json::object fields;
  fields["enqueued"] = iso8601(message.enqueued_utc);
  fields["device"] = message.device;
  fields["topic"] = message.topic;
  fields["properties"] = to_object(message.properties.application);
  fields["system"] = to_object(message.properties.system);
  const std::string text(message.body.begin(), message.body.end());
  boost::system::error_code error;
  auto value = boost::json::parse(text, error);
  if (!error) {
    fields["encoding"] = "json";
    fields["payload"] = std::move(value);
  } else if (mqtt::is_mqtt_text(text)) {
    fields["encoding"] = "text";
    fields["payload"] = text;
  } else {
    fields["encoding"] = "base64";
    fields["payload"] = base64(message.body);
  }
  fields["qos"] = message.qos;
  if (message.duplicate) fields["duplicate"] = true;
  return fields;
}

std::string iso8601(std::int64_t utc_ns) {
  using namespace std::chrono;
  const sys_time<nanoseconds> at{nanoseconds{utc_ns}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{floor<milliseconds>(at - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

void JsonLinesSink::on_message(const TelemetryMessage& message) {
  boost::json::object line{{"t", message.enqueued_ns}};
  for (auto& field : describe(message)) line[field.key()] = std::move(field.value());
  out_ << json_text(line) << '\n';
}

}  // namespace armillary::cloud
