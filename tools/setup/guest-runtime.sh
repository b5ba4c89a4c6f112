#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the guest runtime: what the simulated A7 runs besides the apps, and the compiler for it.
#
#   build/guest/sysroot   musl's headers, start files and libraries, and libapplibs' headers
#   build/guest/bin       arm-musl-gcc: the cross compiler with that sysroot
#   build/guest/rootfs    the root file system that the OS personality mounts read-only
#
# usage: tools/setup/guest-runtime.sh [--clean]
#
# The packages come from the Debian mirror that the machine already uses, through apt with private
# directories, so that the machine's own apt knows nothing of armhf. They are kept in
# ARMILLARY_CACHE_DIR (build/cache). A run that finds its stamp does nothing; with the packages in
# the cache no network is needed. No root rights are needed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
guest=$root/build/guest
cache=${ARMILLARY_CACHE_DIR:-$root/build/cache}
cross=arm-linux-gnueabihf

# Every instruction of an A7 run passes through this libc, and with it the run's hash. So the
# version is fixed.
musl_version=1.2.3-1
packages=(musl musl-dev)

say() { printf '%s\n' "guest runtime: $*" >&2; }
die() {
  say "$*"
  exit 1
}

if [ "${1:-}" = --clean ]; then
  rm -rf "$guest"
fi

stamp=$guest/stamp
wanted=$(
  cat "${BASH_SOURCE[0]}" | sha256sum
  "$cross-gcc" -dumpfullversion 2>/dev/null || true
)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
  command -v "$cross-gcc" >/dev/null ||
    die "$cross-gcc is missing: install the package gcc-arm-linux-gnueabihf"
  kernel_headers=/usr/$cross/include
  [ -f "$kernel_headers/linux/gpio.h" ] ||
    die "$kernel_headers/linux is missing: install the package linux-libc-dev-armhf-cross"

  # --- the packages -----------------------------------------------------------------------------
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/guest-runtime.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  missing=()
  for package in "${packages[@]}"; do
    [ -f "$cache/${package}_${musl_version}_armhf.deb" ] || missing+=("$package=$musl_version")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    say "fetching ${missing[*]} for armhf"
    mkdir -p "$work"/apt/{state/lists/partial,cache/archives/partial,download}
    : >"$work/apt/status"
    cat >"$work/apt/apt.conf" <<CONF
APT::Architecture "armhf";
APT::Architectures { "armhf"; };
APT::Sandbox::User "";
Dir::State "$work/apt/state";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt/cache";
Dir::Log "$work/apt";
Acquire::Languages "none";
CONF
    export APT_CONFIG=$work/apt/apt.conf
    # An index of updates that is out of step must not stop us; what counts is the download below.
    apt-get -qq update >"$work/apt/log" 2>&1 || true
    (cd "$work/apt/download" && apt-get -qq download "${missing[@]}") >>"$work/apt/log" 2>&1 || {
      cat "$work/apt/log" >&2
      die "could not get the armhf packages ${missing[*]}. They are fetched once from the Debian" \
        "mirror of this machine: connect to the network and run this again, or put the .deb" \
        "files into $cache"
    }
    unset APT_CONFIG
    mv "$work"/apt/download/*.deb "$cache/"
  fi
  for package in "${packages[@]}"; do
    dpkg-deb -x "$cache/${package}_${musl_version}_armhf.deb" "$work/unpacked" ||
      die "$cache/${package}_${musl_version}_armhf.deb is damaged: remove it and run this again"
  done

  # --- the sysroot ------------------------------------------------------------------------------
  rm -rf "$guest"
  mkdir -p "$guest"/{bin,sysroot/include,sysroot/lib,rootfs}
  cp -a "$work/unpacked/usr/include/arm-linux-musleabihf/." "$guest/sysroot/include/"
  cp -a "$work/unpacked/usr/lib/arm-linux-musleabihf/." "$guest/sysroot/lib/"
  cp -a "$work/unpacked/lib/arm-linux-musleabihf/libc.so" "$guest/sysroot/lib/libc.so"
  cp -aL "$kernel_headers"/{linux,asm,asm-generic} "$guest/sysroot/include/"
  # Projects of apps know the sysroot of the vendor's SDK, which has usr/include and usr/lib.
  ln -s . "$guest/sysroot/usr"

  # --- the compiler -----------------------------------------------------------------------------
  # GCC's spec strings replace what Debian's compiler would add for glibc: header directories, start
  # files, loader and default libraries. crtbeginS.o and crtendS.o of GCC hold nothing of glibc.
  cat >"$guest/bin/musl.specs" <<SPECS
%rename cpp_options old_cpp_options

*cpp_options:
-nostdinc -isystem $guest/sysroot/include -isystem include%s %(old_cpp_options)

*cc1:
%(cc1_cpu) -nostdinc -isystem $guest/sysroot/include -isystem include%s

*link_libgcc:
-L$guest/sysroot/lib -L .%s

*libgcc:
libgcc.a%s libgcc_eh.a%s

*startfile:
%{shared:;static:$guest/sysroot/lib/crt1.o;:$guest/sysroot/lib/Scrt1.o} $guest/sysroot/lib/crti.o crtbeginS.o%s

*endfile:
crtendS.o%s $guest/sysroot/lib/crtn.o

*link:
-nostdlib -dynamic-linker /lib/ld-musl-armhf.so.1 --hash-style=gnu -z now -z relro %{shared:-shared} %{static:-static} %{!shared:%{!static:%{!no-pie:-pie}}} %{rdynamic:-export-dynamic}

*esp_link:


*esp_options:


*esp_cpp_options:


SPECS
  cat >"$guest/bin/arm-musl-gcc" <<WRAPPER
#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The cross compiler for programs of the simulated A7: hard-float Thumb-2 against musl.
exec $cross-gcc -specs=$guest/bin/musl.specs -mcpu=cortex-a7 -mthumb -mfpu=neon-vfpv4 \\
  -mfloat-abi=hard "\$@"
WRAPPER
  chmod +x "$guest/bin/arm-musl-gcc"

  # --- libgcc_s ---------------------------------------------------------------------------------
  # Debian's shared one is bound to glibc's symbol versions, so ours is linked from the archives.
  for archive in libgcc.a libgcc_eh.a; do
    python3 "$root/tools/setup/export-hidden-symbols.py" \
      "$("$cross-gcc" -print-file-name=$archive)" "$work/$archive"
  done
  "$guest/bin/arm-musl-gcc" -shared -nodefaultlibs -Wl,-soname,libgcc_s.so.1 -Wl,-Bsymbolic \
    -Wl,--whole-archive "$work/libgcc_eh.a" "$work/libgcc.a" -Wl,--no-whole-archive -lc \
    -o "$guest/sysroot/lib/libgcc_s.so.1" || die "could not link libgcc_s.so.1"
  ln -s libgcc_s.so.1 "$guest/sysroot/lib/libgcc_s.so"

  # --- the root file system ---------------------------------------------------------------------
  rootfs=$guest/rootfs
  mkdir -p "$rootfs"/{dev,etc,lib,mnt/apps,mnt/config,proc,run,usr/lib,var/volatile/tmp}
  ln -s var/volatile/tmp "$rootfs/tmp"
  install -m 755 "$guest/sysroot/lib/libc.so" "$rootfs/lib/ld-musl-armhf.so.1"
  # The vendor's SDK links apps against libc.so.1, plain musl against libc.so.
  ln -s ld-musl-armhf.so.1 "$rootfs/lib/libc.so"
  ln -s ld-musl-armhf.so.1 "$rootfs/lib/libc.so.1"
  install -m 755 "$guest/sysroot/lib/libgcc_s.so.1" "$rootfs/lib/libgcc_s.so.1"
  printf '/lib\n/usr/lib\n' >"$rootfs/etc/ld-musl-armhf.path"
  printf '127.0.0.1 localhost\n' >"$rootfs/etc/hosts"
  # The OS runs a resolver on the loopback address (an app may also ask it directly).
  printf 'nameserver 127.0.0.1\n' >"$rootfs/etc/resolv.conf"
  printf 'root:x:0:0:root:/:/bin/false\n' >"$rootfs/etc/passwd"
  # Groups stand for capabilities; names and numbers as on the device.
  cat >"$rootfs/etc/group" <<GROUP
root:x:0:
gpio:x:5:
www-data-cert:x:6:
appman:x:7:
app-ipc:x:8:
net-adm:x:9:
wifi-config:x:10:
net-restricted:x:11:
sys-log:x:12:
tmp-admin:x:13:
rtc:x:14:
net-config:x:15:
time-sync-config:x:16:
dhcp-service:x:17:
sntp-service:x:18:
enterprise-wifi-config:x:19:
GROUP
  printf '%s' "$wanted" >"$stamp"
  say "made $guest"
fi

# --- the libraries of apps -----------------------------------------------------------------------
"$root/tools/setup/guest-libraries.sh" "$guest"
"$root/src/guest/build.sh" "$guest"
