#!/usr/bin/env bash
# Measures the relay on this machine, beside the relays of the shared files (in Python and in Node), in turn in one run.
# Prints a table of medians and of ratios (docs/relay-bench.md explains it). Linux only.
# Needs the .NET SDK; for the others, node with npm, python3 with websockets, and the shared files (../shared, or where
# RTCPEER_SHARED says). Those that are missing are left out.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  say 'usage: scripts/relay-bench.sh [--rounds N] [--seconds S] [--idle N]'
  say '  --rounds N    how often each is measured; medians are taken (3)'
  say '  --seconds S   how long each rate is measured (2)'
  say '  --idle N      how many clients are idle at once (10000)'
  exit 2
}
rounds=3 seconds=2 idle=10000
while (($# > 0)); do
  case $1 in
    --rounds) [[ ${2:-} =~ ^[1-9][0-9]?$ ]] || usage; rounds=$2 ;;
    --seconds) [[ ${2:-} =~ ^[1-9][0-9]?$ ]] || usage; seconds=$2 ;;
    --idle) [[ ${2:-} =~ ^[1-9][0-9]{0,4}$ ]] || usage; idle=$2 ;;
    *) usage ;;
  esac
  shift 2
done
ulimit -n $((idle + 1000)) 2>/dev/null || { say "$idle clients at once need as many open files: raise 'ulimit -n'"; exit 1; }

prepare_relay_load

shared=${RTCPEER_SHARED:-../shared}
relays=(relay)
if [[ ! -f $shared/interop/ws-relay/relay.js ]]; then
  say "the relay in Node is left out: $shared/interop is not here"
elif mkdir -p "$out/node/ws-relay" && cp "$shared/interop/ws-relay/relay.js" "$out/node/ws-relay/" \
  && (cd "$out/node" && npm install --no-package-lock --no-save --no-audit --no-fund --loglevel=error ws@8.23.0 >&2); then
  relays+=(node)
else
  say 'the relay in Node is left out: it needs node and npm'
fi
python=''
for candidate in python3 /usr/bin/python3; do
  if [[ -z $python ]] && "$candidate" -c 'import websockets' 2>/dev/null; then python=$candidate; fi
done
if [[ -n $python && -f $shared/seed/relay.py ]]; then relays+=(python); else say 'the relay in Python is left out'; fi

samples=$work/samples
: >"$samples"
failures=0

# sample FIGURE WHO EXPRESSION: keeps what awk makes of the fields of the line that was measured last.
sample() {
  local value
  value=$(sed -E 's/"([a-z_0-9A-Z]+)":([0-9.]+)/\n\1 \2\n/g' <<<"$line" | awk '
    NF == 2 && !($1 in f) { f[$1] = $2 }
    END { if ('"$3"' > 0) print ('"$3"') }')
  if [[ -n $value ]]; then printf '%s\t%s\t%s\n' "$1" "$2" "$value" >>"$samples"; fi
}

start() { # NAME: sets pid and port
  : >"$work/out"
  port=$((20000 + RANDOM % 10000))
  case $1 in
    relay)
      # The queue of a client is what all others have under way at once; the policy for slow clients stays.
      "$out/relay/relay" --port "$port" --max-clients 0 --max-clients-per-address 0 --max-clients-per-room 0 --max-rooms 0 \
        --max-handshakes 0 --max-handshakes-per-address 0 --max-messages-per-second 0 --max-bytes-per-second 0 \
        --queue-messages 32768 --queue-bytes 16777216 >"$work/out" 2>&1 & ;;
    node) node "$out/node/ws-relay/relay.js" --port "$port" >"$work/out" 2>&1 & ;;
    python) PYTHONUNBUFFERED=1 "$python" "$shared/seed/relay.py" --port "$port" >"$work/out" 2>&1 & ;;
  esac
  pid=$!
  wait_for 'listening|已启动' "$work/out" "$pid" "$1"
}

# load WHO MODE ARGUMENT...: one measurement; leaves it in line.
load() {
  local who=$1
  shift
  line=$(timeout $((seconds + 60)) "$out/bench/RtcPeer.Bench" relay-load "$@" --port "$port" --pid "$pid" --seconds "$seconds" 2>"$work/load.err") && return
  failures=$((failures + 1))
  say "$who: $* failed: $(head -n 1 "$work/load.err")"
  return 1
}

fan() { # WHO CLIENTS SENDERS
  local what="$2 in a room, $3 send"
  if ! load "$1" fan --clients "$2" --senders "$3"; then return; fi
  sample "deliveries/s, $what" "$1" 'f["deliveries"] / f["seconds"]'
  sample "deliveries per CPU second of the relay, $what" "$1" 'f["relay_cpu_s"] ? f["deliveries"] / f["relay_cpu_s"] : 0'
  sample "CPU of the generator / of the relay, $what" "$1" 'f["relay_cpu_s"] ? f["own_cpu_s"] / f["relay_cpu_s"] : 0'
}

all() { # WHO
  local who=$1 rate='' p99=''
  fan "$who" 2 2
  fan "$who" 10 10
  fan "$who" 100 1
  fan "$who" 100 100
  fan "$who" 10 1
  rate=$(sed -nE 's/.*"deliveries":([0-9]+).*"seconds":([0-9.]+).*/\1 \2/p' <<<"$line" | awk '{ print $1 / $2 }')
  if load "$who" lat; then
    sample 'delivery p50, us (10 in a room, 500 messages/s)' "$who" 'f["p50_us"]'
    sample 'delivery p99, us (10 in a room, 500 messages/s)' "$who" 'f["p99_us"]'
    p99=$(sed -nE 's/.*"usual_p99_us":([0-9.]+).*/\1/p' <<<"$line")
  fi
  if load "$who" stall; then
    sample 'one never reads: rate / rate without it' "$who" "f[\"deliveries\"] / f[\"seconds\"] / ${rate:-1}"
    sample 'one never reads: usual p99 / the same without it' "$who" "f[\"usual_p99_us\"] / ${p99:-1}"
  fi
  if load "$who" crowd --clients "$idle"; then
    sample 'connections/s' "$who" 'f["clients"] / f["seconds"]'
    sample 'connections per CPU second of the relay' "$who" 'f["clients"] / f["relay_cpu_s"]'
    sample "memory with $idle idle clients, MB" "$who" 'f["rss_MB"]'
  fi
}

began=$SECONDS
average=$(cut -d ' ' -f 1-3 /proc/loadavg)
for ((round = 1; round <= rounds; round++)); do
  for who in "${relays[@]}"; do
    say "round $round of $rounds: $who"
    start "$who"
    all "$who"
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    pid=''
  done
done

cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
printf '%s rounds in %s s, %s s a rate; %s x %s, load before %s\n\n' \
  "$rounds" "$((SECONDS - began))" "$seconds" "$(nproc)" "${cpu:-unknown CPU}" "$average"
print_table relay "$samples"

if ((failures > 0)); then
  say "$failures measurements failed"
  exit 1
fi
