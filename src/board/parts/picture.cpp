// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/picture.h"

#include <fmt/format.h>
#include <png.h>

#include "base/sha256.h"

namespace armillary::board {

std::string Picture::hash() const {
  constexpr std::size_t kDigits = 16;
  Sha256 sha;
  sha.update(fmt::format("{}x{}x{}\n", width, height, channels));
  sha.update({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return sha.hex().substr(0, kDigits);
}

std::string Picture::to_png() const {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string file(size, '\0');
  const int done =
      png_image_write_to_memory(&image, file.data(), &size, 0, bytes.data(), 0, nullptr);
  file.resize(done != 0 ? size : 0);
  png_image_free(&image);
  return file;
}

}  // namespace armillary::board
