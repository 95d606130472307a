#!/usr/bin/env bash
# Makes the virtual environment that a file of pins describes, and prints its folder:
#   environment=$(test/support/python-environment.sh test/e2e/ministack.txt)
set -euo pipefail
pins=$1
cd "$(dirname "$0")/../.."

environment=$PWD/node_modules/.cache/bridgehook-python/$(basename "$pins" .txt)-$(cksum < "$pins" | tr ' ' -)
if [ ! -e "$environment/installed" ]; then
  rm -rf "$environment"
  python3 -m venv "$environment" >&2
  "$environment/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check \
    --require-hashes -r "$pins" >&2
  touch "$environment/installed"
fi
printf '%s\n' "$environment"
