#!/usr/bin/env bash
# scripts/far.sh [TABLE]: simulates long and lossy paths for about an hour of virtual time and prints the tables of
# docs/far.md. TABLE is Loss_and_distance, A_gigabit or Beside_RFC_9260; all three unless told.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

tables=(Loss_and_distance A_gigabit Beside_RFC_9260)
if (($# > 1)) || { (($# == 1)) && [[ ! " ${tables[*]} " == *" $1 "* ]]; }; then
  say "usage: scripts/far.sh [TABLE]   (one of: ${tables[*]})"
  exit 2
fi
if (($# == 1)); then tables=("$1"); fi

dotnet build Peer.Tests --configuration Release --nologo --verbosity quiet >&2
for table in "${tables[@]}"; do
  say "simulating $table ..."
  log=$(dotnet test Peer.Tests --configuration Release --no-build --nologo --logger 'console;verbosity=detailed' \
    --filter "FullyQualifiedName=RtcPeer.Peer.Tests.Simulation.FarTable.$table") || { printf '%s\n' "$log" >&2; exit 1; }
  printf '\n%s\n\n' "${table//_/ }"
  sed -n 's/^ *\(|.*|\) *$/\1/p' <<<"$log" | awk '!seen[$0]++'
done
