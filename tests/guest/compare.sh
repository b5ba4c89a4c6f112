#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs a command and compares its standard output with a file.
# usage: compare.sh EXPECTED COMMAND...
expected=$1
shift
actual=$(mktemp) || exit 1
trap 'rm -f "$actual"' EXIT
"$@" >"$actual"
status=$?
diff -u "$expected" "$actual" || exit 1
[ $status -eq 0 ] || {
  echo "the command ended with $status" >&2
  exit 1
}
