#!/usr/bin/env bash
# Shows that the stream between two peers cannot lie, with the programs of `dotnet build -c Release` (or PEER=, RELAY=):
#   both   lines one way and bytes the other at once: hashes right, exit 0 and 0
#   kill   the same, with one end killed at a random moment, KILLS times (20): the other end never exits 0, unless all was there
#   link   the same in two network namespaces, with the relay restarted and the link down for DOWN s (20) in mid-stream
# Prints hashes and exit codes. `link` needs root and iproute2. SEED= chooses the moments.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

peer=$(realpath "${PEER:-Peer/bin/Release/net10.0/peer}") relay=$(realpath "${RELAY:-Relay/bin/Release/net10.0/relay}")
kills=${KILLS:-20} down=${DOWN:-20} megabytes=${MEGABYTES:-400} RANDOM=${SEED:-$$}
[[ -x $peer && -x $relay ]] || { say 'build first: dotnet build -c Release'; exit 1; }

work=$(mktemp -d)
lab=rtcpeer-soak-$$
relay_pid='' failed=0
stop() {
  local pid
  for pid in $relay_pid $(jobs -p); do kill "$pid" 2>/dev/null || true; done
  ip netns delete "$lab-a" 2>/dev/null || true
  ip netns delete "$lab-b" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

head -c "${megabytes}M" /dev/urandom >"$work/big"
seq 1 1000000 >"$work/numbers"
sum() { sha256sum <"$1" | cut -c1-16; }
big=$(sum "$work/big") numbers=$(sum "$work/numbers")

start_relay_at() { # HOST PORT
  start_relay "$work/relay.err" "${at_relay[@]}" "$relay" --host "$1" --port "$2"
}

# run_peer NAME INPUT OPTIONS...: a peer whose stdin is the file through a pipe; its exit code ends up in NAME.code.
run_peer() {
  local name=$1 input=$2 code=0
  shift 2
  { feed <"$input" | { "$@" 2>"$work/$name.err" & echo $! >"$work/$name.pid"; wait $! 2>/dev/null; }; } >"$work/$name.out" || code=$?
  echo "$code" >"$work/$name.code"
}
feed() { # stdin, in pieces with pauses where slow is set
  local piece=$work/piece.$BASHPID
  if [[ -z ${slow:-} ]]; then exec cat; fi
  while head -c 250000 >"$piece" && [[ -s $piece ]]; do
    cat "$piece"
    sleep "$slow"
  done
}

meet() { # starts both in the background
  rm -f "$work"/{caller,callee}.{pid,code,err}
  run_peer caller "$work/numbers" "${at_a[@]}" "$peer" --caller --url "$url" --room "$room" "$@" &
  caller=$!
  run_peer callee "$work/big" "${at_b[@]}" "$peer" --url "$url" --room "$room" "$@" &
  callee=$!
}
report() { # CASE
  printf '%-10s caller: exit %s, got %s of the bytes (%s); callee: exit %s, got %s of the lines (%s)\n' "$1" \
    "$(<"$work/caller.code")" "$(right caller "$big")" "$(sum "$work/caller.out")" \
    "$(<"$work/callee.code")" "$(right callee "$numbers")" "$(sum "$work/callee.out")"
}
right() { if [[ $(sum "$work/$1.out") == "$2" ]]; then echo all; else echo "not all"; fi; }
expect_all() { # CASE
  [[ $(<"$work/caller.code")$(<"$work/callee.code") == 00 && $(right caller "$big") == all && $(right callee "$numbers") == all ]] \
    || { failed=1; say "$1: not as it has to be"; cat "$work/caller.err" "$work/callee.err" >&2; }
}

at_a=() at_b=() at_relay=()
printf 'the bytes: %s; the lines: %s\n' "$big" "$numbers"
if [[ " ${*:-both kill link} " == *' both '* || " ${*:-both kill link} " == *' kill '* ]]; then
  start_relay_at localhost 0
fi
if [[ " ${*:-both kill link} " == *' both '* ]]; then
  room=both
  meet
  wait "$caller" "$callee"
  report both
  expect_all both
fi
if [[ " ${*:-both kill link} " == *' kill '* ]]; then
  for ((i = 1; i <= kills; i++)); do
    room=kill-$i
    meet --path-timeout 2 --resume-for 2
    victim=caller other=callee
    if ((RANDOM % 2)); then victim=callee other=caller; fi
    wait_for 'channel open' "$work/caller.err" $$ caller
    wait_for 'channel open' "$work/callee.err" $$ callee
    sleep "0.$(printf %03d $((RANDOM % 400)))"
    kill -9 "$(<"$work/$victim.pid")" 2>/dev/null || true
    wait "$caller" "$callee" 2>/dev/null
    report "kill $i"
    [[ $(<"$work/$other.code") != 0 || $(right caller "$big")$(right callee "$numbers") == allall ]] || { failed=1; say "kill $i: $other lies"; }
  done
fi
if [[ -n $relay_pid ]]; then kill "$relay_pid"; wait "$relay_pid" 2>/dev/null || true; relay_pid=''; fi

if [[ " ${*:-both kill link} " == *' link '* ]]; then
  ip netns add "$lab-a"
  ip netns add "$lab-b"
  ip -n "$lab-a" link add eth0 type veth peer name eth0 netns "$lab-b"
  ip -n "$lab-a" address add 10.78.0.1/24 dev eth0
  ip -n "$lab-b" address add 10.78.0.2/24 dev eth0
  for end in a b; do
    ip -n "$lab-$end" link set lo up
    ip -n "$lab-$end" link set eth0 up
  done
  at_a=(ip netns exec "$lab-a") at_b=(ip netns exec "$lab-b") at_relay=("${at_b[@]}")
  start_relay_at 10.78.0.2 0
  port=${url##*:} port=${port%%/*}
  # Slow enough that the outage comes in mid-stream, and little enough that it comes to an end.
  truncate --size '<50M' "$work/big"
  big=$(sum "$work/big")
  room=link slow=0.1
  meet --resume-for 60
  wait_for 'channel open' "$work/caller.err" $$ caller
  sleep 3
  kill "$relay_pid"
  wait "$relay_pid" 2>/dev/null || true
  ip -n "$lab-a" link set eth0 down
  say "$(wc -c <"$work/caller.out") bytes and $(wc -c <"$work/callee.out") bytes of lines have come; no link for $down s, and another relay"
  start_relay_at 10.78.0.2 "$port"
  sleep "$down"
  ip -n "$lab-a" link set eth0 up
  wait "$caller" "$callee"
  report link
  expect_all link
fi
exit "$failed"
