// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/app.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace armillary::os {

namespace {

const boost::json::array* list_of(const boost::json::object& capabilities,
                                  std::string_view capability) {
  const boost::json::value* value = capabilities.if_contains(capability);
  return value == nullptr ? nullptr : value->if_array();
}

}  // namespace

bool App::has(std::string_view capability) const {
  const boost::json::value* value = spec_.capabilities.if_contains(capability);
  return value != nullptr && value->is_bool() && value->get_bool();
}

bool App::allows(std::string_view capability, std::int64_t value) const {
  const boost::json::array* list = list_of(spec_.capabilities, capability);
  return list != nullptr &&
         std::any_of(list->begin(), list->end(), [value](const boost::json::value& item) {
           return (item.is_int64() && item.get_int64() == value) ||
                  (item.is_uint64() && value >= 0 &&
                   item.get_uint64() == static_cast<std::uint64_t>(value));
         });
}

bool App::allows(std::string_view capability, std::string_view value) const {
  const boost::json::array* list = list_of(spec_.capabilities, capability);
  return list != nullptr &&
         std::any_of(list->begin(), list->end(), [value](const boost::json::value& item) {
           return item.is_string() && std::string_view(item.get_string()) == value;
         });
}

}  // namespace armillary::os
