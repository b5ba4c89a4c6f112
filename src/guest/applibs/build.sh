#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds libapplibs.so.0 and puts it, with the headers of apps, into the guest runtime.
# usage: build.sh GUEST_FOLDER    (the folder that tools/setup/guest-runtime.sh made)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
guest=$1
sources=("$here"/*.c)
sdk=$here/../../../tools/sdk
inputs=("${sources[@]}" "$here"/*.h "$here"/build.sh "$here"/../abi/*.h "$here"/../include/*/*.h
  "$guest/bin/musl.specs" "$sdk/hardware_definition.py" "$sdk"/HardwareDefinitions/*.json)
stamp=$guest/applibs.stamp
wanted=$(sha256sum "${inputs[@]}" | sha256sum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
  exit 0
fi

"$guest/bin/arm-musl-gcc" -std=c11 -D_GNU_SOURCE -Os -g -fPIC -fvisibility=hidden \
  -fno-omit-frame-pointer -fstack-protector-strong -ffile-prefix-map="$here=src/guest/applibs" \
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Werror \
  -I"$here/.." -I"$here/../include" \
  -shared -Wl,-soname,libapplibs.so.0 -Wl,--no-undefined "${sources[@]}" \
  -o "$guest/sysroot/lib/libapplibs.so.0.new"

# Replaced at once, so that a build that runs at the same time never sees half a file.
install -m 755 "$guest/sysroot/lib/libapplibs.so.0.new" "$guest/rootfs/usr/lib/libapplibs.so.0"
mv "$guest/sysroot/lib/libapplibs.so.0.new" "$guest/sysroot/lib/libapplibs.so.0"
ln -sf libapplibs.so.0 "$guest/sysroot/lib/libapplibs.so"
cp -a "$here/../include/." "$guest/sysroot/include/"

# The headers of the boards, for apps of the A7 and of the M4s.
definitions=("$sdk"/HardwareDefinitions/*.json)
python3 "$sdk/hardware_definition.py" headers --output "$guest/hardware/inc/hw" \
  "${definitions[@]##*/}"
rm -rf "$guest/sysroot/include/hw"
cp -a "$guest/hardware/inc/hw" "$guest/sysroot/include/hw"
printf '%s' "$wanted" >"$stamp"
echo "guest runtime: built libapplibs.so.0" >&2
