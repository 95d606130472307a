#!/usr/bin/env bash
# Runs a command against MiniStack, an emulator of AWS, which ends with the command:
#   test/e2e/with-ministack.sh npm run test:e2e
# Without a command it is a shell, for trying things by hand. Its account is made up.
# It is installed as ministack.txt pins it, into a virtual environment, and listens on loopback.
set -euo pipefail
cd "$(dirname "$0")/../.."

environment=$(test/support/python-environment.sh test/e2e/ministack.txt)
python=$environment/bin/python

scratch=$(mktemp -d)
emulator=
end() {
  if [ -n "$emulator" ]; then
    kill "$emulator" 2> /dev/null || true
    wait "$emulator" 2> /dev/null || true
  fi
  rm -rf "$scratch"
}
trap end EXIT
trap 'exit 130' INT TERM

port=$("$python" -c '
import socket
free = socket.socket()
free.bind(("127.0.0.1", 0))
print(free.getsockname()[1])')
export PATH=$PWD/node_modules/.bin:$PATH

# Its functions run on the first node in PATH. MINISTACK_HOST has to be a name: it becomes a part of
# the addresses of APIs.
env -u NODE_OPTIONS -u AWS_ENDPOINT_URL -u AWS_PROFILE TMPDIR="$scratch" GATEWAY_PORT="$port" \
  BIND_HOST=127.0.0.1 MINISTACK_HOST=localhost SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  "$environment/bin/ministack" > "$scratch/log" 2>&1 &
emulator=$!

is_ready() {
  "$python" -c 'import sys, urllib.request as web; web.urlopen(sys.argv[1], timeout=5)' \
    "http://127.0.0.1:$port/_ministack/health" 2> /dev/null
}
for _ in $(seq 60); do
  if is_ready; then break; fi
  if ! kill -0 "$emulator" 2> /dev/null; then break; fi
  sleep 1
done
if ! is_ready; then
  printf 'MiniStack does not start:\n' >&2
  tail -n 30 "$scratch/log" >&2
  exit 1
fi

unset AWS_PROFILE AWS_SESSION_TOKEN
export AWS_ENDPOINT_URL=http://localhost:$port AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 \
  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_EC2_METADATA_DISABLED=true

if [ $# = 0 ]; then
  echo "AWS is an emulator in this shell, at $AWS_ENDPOINT_URL. It is gone when you exit."
  "${SHELL:-bash}" || true
  exit 0
fi
if "$@"; then how=0; else how=$?; fi
if [ "$how" != 0 ]; then
  printf '\nThe last lines of MiniStack:\n' >&2
  tail -n 30 "$scratch/log" >&2
fi
exit "$how"
