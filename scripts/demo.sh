#!/usr/bin/env bash
# Builds, starts a relay and two peers on this machine on free ports, sends lines both ways, shows them, and stops
# everything it started. Needs the .NET SDK only.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

work=$(mktemp -d)
relay_pid='' caller='' callee=''
stop() {
  local pid
  for pid in $caller $callee $relay_pid; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say 'building...'
build_programs Relay Peer
bin=bin/Release/net10.0

start_relay "$work/relay.err" Relay/$bin/relay --port 0
say "the relay serves $url"

# Each peer's stdin is a pipe that stays open until this script closes it.
mkfifo "$work/caller.in" "$work/callee.in"
exec 3<>"$work/caller.in" 4<>"$work/callee.in"
Peer/$bin/peer --url "$url" <"$work/callee.in" >"$work/callee.out" 2>"$work/callee.err" 3>&- 4>&- &
callee=$!
Peer/$bin/peer --caller --url "$url" <"$work/caller.in" >"$work/caller.out" 2>"$work/caller.err" 3>&- 4>&- &
caller=$!
wait_for 'channel open' "$work/caller.err" "$caller" caller
wait_for 'channel open' "$work/callee.err" "$callee" callee
say 'the two peers are connected, and the relay is out of it'

talk() { # WHO LISTENER LISTENER_PID FD TEXT
  printf '%s\n' "$5" >&"$4"
  wait_for "^$5\$" "$work/$2.out" "$3" "$2"
  printf '%s says, and %s hears:  %s\n' "$1" "$2" "$(tail -n 1 "$work/$2.out")"
}
talk caller callee "$callee" 3 'Hello from the caller'
talk callee caller "$caller" 4 'Hello from the callee'
talk caller callee "$callee" 3 '你好'
talk callee caller "$caller" 4 'Auf Wiedersehen'

# The end of one stdin ends one direction; with both, both peers end.
exec 3>&- 4>&-
wait "$caller"
wait "$callee"
caller='' callee=''
kill "$relay_pid"
wait "$relay_pid"
relay_pid=''
say 'both peers and the relay ended with 0'
