#!/bin/bash
# Starts a server in the background, for a scanner's `chroot_command`, or by hand.
#   start-larmor.sh [LOGFILE [OPTION OF larmor serve]...]
# SHARE, or /tmp/share: the folder shared by scanner and server, for the log, saved data and temporary files.
set -euo pipefail

share=${SHARE:-/tmp/share}
log=${1:-$share/log/larmor.log}
shift $(($# > 0))
PATH=${PATH:-}:/usr/local/bin:/usr/bin:/bin

# In a checkout, its own build is started.
built=$(dirname "$0")/../dist/src/entries/main.js
if command -v larmor >/dev/null; then
  larmor=(larmor)
elif [ -f "$built" ] && command -v node >/dev/null; then
  larmor=(node "$built")
else
  echo "start-larmor: there is no command larmor in $PATH, and no build in $(dirname "$0")/..: run \`npm ci\` there, or \`npm install -g .\`" >&2
  exit 1
fi
mkdir -p "$share" "$(dirname "$log")" || {
  echo "start-larmor: can't create the folders of the log and the share: mount the share first, or set SHARE" >&2
  exit 1
}
export TMPDIR=$share

touch "$log"
before=$(wc -c <"$log")
# The log file has the line ends of the scanner's viewer. It also gets the errors before the server opens its log.
# shellcheck disable=SC2094 # both append, and neither reads
nohup setsid "${larmor[@]}" serve --host 0.0.0.0 --logfile "$log" --crlf --savedataFolder "$share/saved_data" "$@" \
  </dev/null >/dev/null 2>>"$log" &
server=$!

for _ in $(seq 300); do
  if tail -c "+$((before + 1))" "$log" | grep -q 'listening on'; then
    echo "larmor runs as process $server; its log is $log"
    exit 0
  fi
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
kill "$server" 2>/dev/null || true
echo "start-larmor: the server did not start. Its output:" >&2
tail -c "+$((before + 1))" "$log" >&2
exit 1
