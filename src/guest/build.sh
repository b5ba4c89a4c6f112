#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the libraries of our own that apps link against, and puts them with their headers into the
# guest runtime: libapplibs.so.0 and libtlsutils.so.0.
# usage: build.sh GUEST_FOLDER    (the folder that tools/setup/guest-runtime.sh made)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
guest=$1
sdk=$here/../../tools/sdk
mapfile -t inputs < <(find "$here" "$sdk/HardwareDefinitions" -name '*.[ch]' -o -name '*.json' |
  LC_ALL=C sort)
inputs+=("$here/build.sh" "$sdk/hardware_definition.py" "$guest/bin/musl.specs")
stamp=$guest/applibs.stamp
wanted=$(sha256sum "${inputs[@]}" | sha256sum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  exit 0
fi

# library NAME VERSION [LINKED...]: from the sources in the folder NAME
library() {
  local name=$1 file=lib$1.so.$2
  shift 2
  "$guest/bin/arm-musl-gcc" -std=c11 -D_GNU_SOURCE -Os -g -fPIC -fvisibility=hidden \
    -fno-omit-frame-pointer -fstack-protector-strong -ffile-prefix-map="$here=src/guest" \
    -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Werror \
    -I"$here" -I"$here/include" \
    -shared -Wl,-soname,"$file" -Wl,--no-undefined "$here/$name"/*.c "$@" \
    -o "$guest/sysroot/lib/$file.new"
  # Replaced at once, so that a build that runs at the same time never sees half a file.
  install -m 755 "$guest/sysroot/lib/$file.new" "$guest/rootfs/usr/lib/$file.new"
  mv "$guest/rootfs/usr/lib/$file.new" "$guest/rootfs/usr/lib/$file"
  mv "$guest/sysroot/lib/$file.new" "$guest/sysroot/lib/$file"
  ln -sf "$file" "$guest/sysroot/lib/lib$name.so"
}

library applibs 0
library tlsutils 0 -lwolfssl
cp -a "$here/include/." "$guest/sysroot/include/"

# The headers of the boards, for apps of the A7 and of the M4s.
definitions=("$sdk"/HardwareDefinitions/*.json)
python3 "$sdk/hardware_definition.py" headers --output "$guest/hardware/inc/hw" \
  "${definitions[@]##*/}"
rm -rf "$guest/sysroot/include/hw"
cp -a "$guest/hardware/inc/hw" "$guest/sysroot/include/hw"
printf '%s' "$wanted" >"$stamp"
echo "guest runtime: built libapplibs.so.0 and libtlsutils.so.0" >&2
