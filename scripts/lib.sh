# What the scripts share; sourced, not run. Leaves the shell in the repository's root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# No server of the build outlives the script.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

# say TEXT: a line about progress, on stderr.
say() { printf '%s\n' "$*" >&2; }

# wait_for PATTERN FILE PID WHAT: until a line of FILE matches; fails when PID ends or 30 s pass before.
wait_for() {
  local pattern=$1 file=$2 pid=$3 what=$4 i
  for ((i = 0; i < 300; i++)); do
    grep -qE "$pattern" "$file" 2>/dev/null && return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  grep -qE "$pattern" "$file" 2>/dev/null && return 0
  say "$what: never said /$pattern/, but:"
  cat "$file" >&2
  return 1
}

# build_programs PROJECT...: builds them for release, and shows what the compiler says where that fails. work is a folder.
build_programs() {
  local project
  for project in "$@"; do
    dotnet build "$project" --configuration Release --nologo --verbosity quiet >"$work/build" 2>&1 || { cat "$work/build" >&2; return 1; }
  done
}

# start_relay LOG COMMAND...: a relay in the background, until it listens. Sets relay_pid, and url where it serves.
start_relay() {
  local log=$1
  shift
  : >"$log"
  "$@" 2>"$log" &
  relay_pid=$!
  wait_for 'listening on' "$log" "$relay_pid" relay
  url=$(sed -n 's/.*listening on //p' "$log" | head -n 1)
}

# print_table OURS FILE: the lines "figure, tab, of whom, tab, number" as a table of medians, each beside ours.
print_table() {
  awk -F '\t' -v ours="$1" '
    function median(list,   v, n, i, j, t) {
      n = split(list, v, " ")
      for (i = 2; i <= n; i++) { t = v[i] + 0; for (j = i - 1; j >= 1 && v[j] + 0 > t; j--) v[j + 1] = v[j]; v[j + 1] = t }
      low = v[1] + 0; high = v[n] + 0
      return n % 2 ? v[(n + 1) / 2] + 0 : (v[n / 2] + v[n / 2 + 1]) / 2
    }
    function shown(x) { return x >= 1000 ? sprintf("%.0f", x) : x >= 100 ? sprintf("%.1f", x) : sprintf("%.2f", x) }
    {
      if (!($1 in known)) { known[$1] = 1; figures[++count] = $1 }
      if (!(($1, $2) in values)) who[$1] = who[$1] (who[$1] == "" ? "" : "\t") $2
      values[$1, $2] = values[$1, $2] " " $3
    }
    END {
      print "| figure | of | median | least .. most | " ours " divided by it |"
      print "|---|---|---:|---:|---:|"
      for (f = 1; f <= count; f++) {
        figure = figures[f]
        own = (figure, ours) in values ? median(values[figure, ours]) : 0
        n = split(who[figure], names, "\t")
        for (i = 1; i <= n; i++) {
          m = median(values[figure, names[i]])
          ratio = names[i] == ours || own == 0 || m == 0 ? "" : sprintf("%.2f", own / m)
          printf "| %s | %s | %s | %s .. %s | %s |\n", figure, names[i], shown(m), shown(low), shown(high), ratio
        }
      }
    }' "$2"
}

# prepare_relay_load: publishes the relay into $out/relay, and builds the load generator into $out/bench. Sets work, a folder
# that goes with the script, and pid, empty: what the script writes into it is killed at the script's end.
prepare_relay_load() {
  out=$PWD/artifacts/relay-bench work=$(mktemp -d) pid=''
  trap end_relay_load EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM

  say 'building...'
  {
    dotnet publish Relay -p:PublishProfile=Ready --output "$out/relay" --nologo --verbosity quiet &&
      dotnet build Bench --configuration Release --output "$out/bench" --nologo --verbosity quiet
  } >"$work/build" 2>&1 || { cat "$work/build" >&2; return 1; }
}

end_relay_load() {
  if [[ -n $pid ]]; then kill "$pid" 2>/dev/null || true; fi
  wait 2>/dev/null || true
  rm -rf "$work"
}
