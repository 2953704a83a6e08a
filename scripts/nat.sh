#!/usr/bin/env bash
# scripts/nat.sh: simulates two peers behind NATs of all kinds and prints the table of docs/nat.md.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

dotnet build Peer.Tests --configuration Release --nologo --verbosity quiet >&2
log=$(dotnet test Peer.Tests --configuration Release --no-build --nologo --logger 'console;verbosity=detailed' \
  --filter "FullyQualifiedName~Simulation.NatTests") || { printf '%s\n' "$log" >&2; exit 1; }
printf '| mapping / filtering | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |\n|---|---|---|---|---|---|---|---|---|---|\n'
sed -n 's/^ *\(|.*|\) *$/\1/p' <<<"$log" | sort -u
