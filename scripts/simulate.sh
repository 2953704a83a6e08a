#!/usr/bin/env bash
# scripts/simulate.sh N [FIRST]: runs the simulated connections with N seeds more than the ordinary tests, which run
# seeds 1 to 500. A failure names its seed: `scripts/simulate.sh 1 SEED` runs it again.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [[ ! "$*" =~ ^[1-9][0-9]*( [1-9][0-9]*)?$ ]]; then
  say "usage: scripts/simulate.sh N [FIRST]   (N more seeds, from FIRST on; 501 unless told)"
  exit 2
fi

export RTCPEER_SEEDS=$1 RTCPEER_FIRST_SEED=${2:-501}
exec scripts/test.sh --filter 'FullyQualifiedName~.Tests.Simulation.'
