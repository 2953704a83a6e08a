#!/usr/bin/env bash
# Measures the data channel on this machine: ours, other programs beside it, and what the machine does without either,
# in turn in one run. Prints a table of medians and of ratios (docs/bench.md explains it).
# Needs the .NET SDK; for the other programs, node, npm and the folder "interop" of the shared files
# (../shared, or where RTCPEER_SHARED says). Without them, ours and the floors are measured alone.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  say 'usage: scripts/bench.sh [--rounds N] [--seconds S] [--build native|ready]'
  say '  --rounds N    how often each is measured; medians are taken (5)'
  say '  --seconds S   how long each throughput is measured (3)'
  say '  --build KIND  native: compiled ahead to one program (the default, where it can be built);'
  say '                ready: compiled ahead, but run by the .NET that is installed'
  exit 2
}
rounds=5 seconds=3 build=native
while (($# > 0)); do
  case $1 in
    --rounds) [[ ${2:-} =~ ^[1-9][0-9]?$ ]] || usage; rounds=$2 ;;
    --seconds) [[ ${2:-} =~ ^[1-9][0-9]?$ ]] || usage; seconds=$2 ;;
    --build) [[ ${2:-} =~ ^(native|ready)$ ]] || usage; build=$2 ;;
    *) usage ;;
  esac
  shift 2
done

limit=$((seconds + 90)) # seconds until a measurement that hangs is given up
out=$PWD/artifacts/bench
work=$(mktemp -d)
relay_pid='' callee='' lossy='' lossy_relay='' lossy_url='' inside=()
stop() {
  local pid
  for pid in $callee $relay_pid $lossy_relay; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [[ -n $lossy ]]; then ip netns delete "$lossy" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

publish() { # PROFILE
  rm -rf "$out/peer"
  dotnet publish Peer -p:PublishProfile="$1" --output "$out/peer" --nologo --verbosity quiet >"$work/build" 2>&1
}
say 'building...'
if [[ $build == native ]] && ! publish Native; then
  say 'no native program can be built here (it needs a C linker); taking the build for the installed .NET:'
  grep -m 1 -o 'error.*' "$work/build" >&2 || true
  build=ready
fi
if [[ $build == ready ]] && ! publish Ready; then cat "$work/build" >&2; exit 1; fi
build_programs Relay Bench
peer=$out/peer/peer

# The other programs: each folder there with a peer.js, run by node.
others=()
shared=${RTCPEER_SHARED:-../shared}
if [[ ! -d $shared/interop ]]; then
  say "no other program is measured: $shared/interop is not here"
elif ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  say 'no other program is measured: node and npm are not installed'
else
  mkdir -p "$out/interop"
  cp -r "$shared/interop/." "$out/interop/"
  if (cd "$out/interop" && npm install --no-package-lock --no-audit --no-fund --loglevel=error >&2); then
    for script in "$out"/interop/*/peer.js; do others+=("$(basename "$(dirname "$script")")"); done
  else
    say 'no other program is measured: its packages cannot be installed'
  fi
fi

start_relay "$work/relay.err" Relay/bin/Release/net10.0/relay --port 0

samples=$work/samples
: >"$samples"
failures=0 room=0
# Ours held to datagrams that every path carries, beside all that send such.
small='throughput at 1,200 bytes a datagram, MB/s'

# sample FIGURE WHO LINE FIELD: keeps a number of a line of JSON.
sample() {
  local value
  value=$(sed -nE 's/.*"'"$4"'":([0-9.]+).*/\1/p' <<<"$3")
  if [[ -n $value ]]; then printf '%s\t%s\t%s\n' "$1" "$2" "$value" >>"$samples"; fi
}

command_of() { # NAME: sets command
  if [[ $1 == peer ]]; then
    command=("${inside[@]}" "$peer" bench --json --url "$url" --room "$room")
  else
    command=("${inside[@]}" node "$out/interop/$1/peer.js" --url "$url$room")
  fi
}

# A network of its own, with a relay, that drops 1 % of the datagrams each way. What is sent in one call is cut first, or
# one drop would take all of it.
open_lossy() {
  if ((EUID != 0)) || ! command -v ip >/dev/null || ! command -v nft >/dev/null; then
    say 'no loss is measured: it takes root, ip and nft to make a network that loses'
    return 1
  fi
  lossy=rtcbench-$$
  if ! ip netns add "$lossy" || ! ip -n "$lossy" link set lo up gso_max_segs 1 ||
    ! ip netns exec "$lossy" nft -f - <<'RULES'
table inet loss {
  chain input {
    type filter hook input priority 0;
    meta l4proto udp numgen random mod 100 < 1 drop
  }
}
RULES
  then
    say 'no loss is measured: a network that loses cannot be made here'
    return 1
  fi
  ip netns exec "$lossy" Relay/bin/Release/net10.0/relay --port 0 2>"$work/lossy.err" &
  lossy_relay=$!
  wait_for 'listening on' "$work/lossy.err" "$lossy_relay" relay
  lossy_url=$(sed -n 's/.*listening on //p' "$work/lossy.err")
}

# meet CALLER CALLEE MODE ARGUMENT...: one measurement between two new processes; leaves the lines in called, responded.
meet() {
  local caller=$1 other=$2 mode=$3 command status=0
  shift 3
  room=$((room + 1))
  command_of "$other"
  : >"$work/callee.err"
  timeout "$limit" "${command[@]}" >"$work/callee.out" 2>"$work/callee.err" &
  callee=$!
  wait_for '^(joined|ready)' "$work/callee.err" "$callee" "$other" || status=$?
  command_of "$caller"
  if ((status == 0)); then
    called=$(timeout "$limit" "${command[@]}" --caller --mode "$mode" "$@" 2>"$work/caller.err") || status=$?
  fi
  if ((status != 0)); then kill "$callee" 2>/dev/null || true; fi
  wait "$callee" || true
  callee=''
  responded=$(<"$work/callee.out")
  if ((status != 0)) || [[ $called == *'"error"'* ]]; then
    failures=$((failures + 1))
    say "$mode from $caller to $other failed ($status): $called $(tail -n 1 "$work/caller.err")"
    return 1
  fi
}

# all CALLER CALLEE SIZE: the four measurements between two programs.
all() {
  local who=$1 size=$3
  if [[ $1 != "$2" ]]; then who="$1 to $2"; fi
  if meet "$1" "$2" connect; then sample 'connect, ms' "$who" "$called" connect_ms; fi
  if meet "$1" "$2" tput --seconds "$seconds" --size "$size"; then
    sample 'throughput, MB/s' "$who" "$called" MBps
    if [[ $1 == "$2" && $who != peer ]]; then sample "$small" "$who" "$called" MBps; fi
    if [[ $who == peer ]]; then
      sample 'peak memory of the sender, MB' "$who" "$called" peak_rss_MB
      sample 'peak memory of the receiver, MB' "$who" "$responded" peak_rss_MB
      sample "CPU time of the sender in ${seconds} s, s" "$who" "$called" cpu_s
    fi
  fi
  if [[ $who == peer ]] && meet "$1" "$2" tput --seconds "$seconds" --size "$size" --mtu 1200; then
    sample "$small" "$who" "$called" MBps
  fi
  if meet "$1" "$2" rate --seconds "$seconds"; then
    sample '64-byte messages/s' "$who" "$called" msgs_per_s
    if [[ $who == peer ]]; then sample 'peak memory at small messages, MB' "$who" "$called" peak_rss_MB; fi
  fi
  if meet "$1" "$2" lat; then
    sample 'ping-pong p50, us' "$who" "$called" p50_us
    sample 'ping-pong p99, us' "$who" "$called" p99_us
  fi
}

# losing NAME SIZE: a program with itself, where 1 % is lost.
losing() {
  local who=$1 i direct_url=$url opened=0
  url=$lossy_url inside=(ip netns exec "$lossy")
  if meet "$who" "$who" tput --seconds "$seconds" --size "$2"; then sample '1 % lost: throughput, MB/s' "$who" "$called" MBps; fi
  if meet "$who" "$who" lat --count 2000; then sample '1 % lost: ping-pong p99, us' "$who" "$called" p99_us; fi
  for ((i = 0; i < 20; i++)); do
    if ! meet "$who" "$who" connect; then continue; fi
    sample '1 % lost: connect, ms' "$who" "$called" connect_ms
    if [[ $called =~ \"connect_ms\":([0-9]+) ]] && ((BASH_REMATCH[1] < 150)); then opened=$((opened + 1)); fi
  done
  printf '%s\t%s\t%s\n' '1 % lost: connects of 20 under 150 ms' "$who" "$opened" >>"$samples"
  url=$direct_url inside=()
}

floors() {
  local line
  while read -r line; do
    case $line in
      *'"udp_lat"'*)
        sample 'ping-pong p50, us' 'raw UDP' "$line" p50_us
        sample 'ping-pong p99, us' 'raw UDP' "$line" p99_us ;;
      *'"udp_tput"'*) sample "$small" 'raw UDP, 1,200 bytes a call' "$line" MBps ;;
      *'"udp_batch_tput"'*) sample "$small" 'raw UDP, 60,000 bytes a call' "$line" MBps ;;
      *'"aes_gcm"'*)
        sample "$small" 'AES-GCM sealing, one core' "$line" seal_MBps
        sample "$small" 'AES-GCM opening, one core' "$line" open_MBps ;;
    esac
  done < <(timeout "$limit" Bench/bin/Release/net10.0/RtcPeer.Bench floors)
}

start_time() {
  local before=$EPOCHREALTIME after
  "$peer" --version >"$work/version"
  after=$EPOCHREALTIME
  printf '%s\t%s\t%s\n' 'start of peer --version, ms' peer "$(awk "BEGIN { print ($after - $before) * 1000 }")" >>"$samples"
}

# The size of a message at which each is at its best: libwebrtc is slower with larger ones.
own_size=65536 other_size=16384
loses=no
if open_lossy; then loses=yes; fi
began=$SECONDS
load=$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)
for ((round = 1; round <= rounds; round++)); do
  say "round $round of $rounds"
  start_time
  floors
  all peer peer "$own_size"
  for other in "${others[@]}"; do
    all "$other" "$other" "$other_size"
    all peer "$other" "$other_size"
    all "$other" peer "$other_size"
  done
  if [[ $loses == yes ]]; then
    losing peer "$own_size"
    for other in "${others[@]}"; do losing "$other" "$other_size"; done
  fi
done

cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
printf '%s build, %s rounds in %s s, %s s a throughput; %s x %s, load before %s\n\n' \
  "$build" "$rounds" "$((SECONDS - began))" "$seconds" "$(nproc)" "${cpu:-unknown CPU}" "$load"
print_table peer "$samples"

if ((failures > 0)); then
  say "$failures measurements failed"
  exit 1
fi
