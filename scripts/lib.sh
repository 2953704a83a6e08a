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
