// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace armillary {

/// What kind of failure an Error is. The command line turns it into an exit code.
enum class ErrorKind {
  usage,      ///< the caller asked for something that does not exist
  bad_input,  ///< an image, manifest or device file is wrong
  io,         ///< the host refused a file, a socket or memory
  guest,      ///< the guest did something that ends the run
  internal,   ///< a bug of ours
};

/// A failure, told as one sentence for the person at the keyboard: the file, the place in it, what
/// was found, what was expected, what to change.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;
};

/// A value or the Error why there is none. Used at every seam between rooms; exceptions do not
/// cross them.
template <class T>
using Result = tl::expected<T, Error>;

/// `return failure(ErrorKind::bad_input, "...")` from a function that returns a Result.
inline tl::unexpected<Error> failure(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message)});
}

}  // namespace armillary
