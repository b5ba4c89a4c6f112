#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Sets up, builds, and runs the thermostat on all three cores for some seconds of virtual time: the
# consoles of the cores, the messages between them, and the telemetry that reaches the hub.
#   tools/demo.sh [options of "armillary run"]      (default: --for 10s)
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup.sh

if [ $# -eq 0 ]; then set -- --for 10s; fi
exec build/release/bin/armillary run build/release/samples/thermostat/device.yaml "$@"
