#!/usr/bin/env bash
# scripts/simulate.sh N: runs the simulated connections with N more seeds than the ordinary tests do.
# A failure names its seed; the test's output says how to rerun it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [[ $# -ne 1 || ! $1 =~ ^[1-9][0-9]*$ ]]; then
  say "usage: scripts/simulate.sh N   (N more seeds)"
  exit 2
fi

RTCPEER_SEEDS=$1 exec scripts/test.sh --filter 'FullyQualifiedName~.Tests.Simulation.'
