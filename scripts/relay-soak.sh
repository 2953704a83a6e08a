#!/usr/bin/env bash
# A day of the relay in a minute: 100,000 clients join and leave, politely, with a reset, or within a message. Shows the
# relay's memory after each fifth of them, and that nothing of them is left: no client, no room, no socket. Linux only.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

clients=100000
case ${1:-} in
  '') ;;
  --clients) [[ ${2:-} =~ ^[1-9][0-9]{2,6}$ ]] || { say '--clients takes a number from 100 on'; exit 2; }; clients=$2 ;;
  *) say 'usage: scripts/relay-soak.sh [--clients N]   (100000)'; exit 2 ;;
esac

prepare_relay_load

# With its limits as they are: the clients come from 32 addresses, 32 at once.
"$out/relay/relay" --port 0 --metrics-port 0 2>"$work/log" &
pid=$!
wait_for 'listening on' "$work/log" "$pid" relay
port=$(sed -nE 's|.*listening on ws://.*:([0-9]+)/.*|\1|p' "$work/log")
metrics=$(sed -nE 's|.*metrics on (http:.*)|\1|p' "$work/log")

began=$SECONDS
"$out/bench/RtcPeer.Bench" relay-load churn --clients "$clients" --port "$port" --pid "$pid" --metrics "$metrics" >"$work/samples"
printf '%s clients in %s s\n\n' "$clients" "$((SECONDS - began))"
sed -E 's/"([a-z_A-Z]+)":([0-9.]+)/\n\1 \2\n/g' "$work/samples" | awk '
  BEGIN {
    print "| joined | here | rooms | open files | managed heap, MB | memory, MB |"
    print "|---:|---:|---:|---:|---:|---:|"
  }
  NF == 2 { f[$1] = $2 }
  $1 == "rss_MB" {
    n++
    if (n == 2) second = $2
    printf "| %d | %d | %d | %d | %.1f | %.1f |\n", f["rtcpeer_relay_joined_total"], f["rtcpeer_relay_clients"], f["rtcpeer_relay_rooms"], f["process_open_fds"], f["dotnet_gc_heap_bytes"] / 1e6, $2
  }
  END {
    if (f["rtcpeer_relay_clients"] + f["rtcpeer_relay_rooms"] > 0) { print "clients or rooms are left"; exit 1 }
    if (f["rss_MB"] > 1.3 * second) { print "the memory grows"; exit 1 }
  }'

# Sockets of the relay that are not listening: those of the last question for its metrics go within a second or two.
left=''
for ((i = 0; i < 50; i++)); do
  left=$(ss -tanpH | grep "pid=$pid," | grep -v '^LISTEN' || true)
  [[ -n $left ]] || break
  sleep 0.1
done
if [[ -n $left ]]; then
  say 'sockets are left:'
  say "$left"
  exit 1
fi
printf '\nsockets left: 0\n'
