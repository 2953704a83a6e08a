#!/usr/bin/env bash
# Builds everything in Release and runs all tests. Arguments go to `dotnet test` (--filter ...).
# Tests whose needs are missing here are skipped, and listed with the reason; with RTCPEER_REQUIRE_ALL=1 they fail.
# The last line is "N passed, M failed", with ", K skipped" behind it if any were.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

results=artifacts/test-results
rm -rf "$results"
status=0
dotnet build RtcPeer.sln --configuration Release --nologo --verbosity quiet || status=$?
if ((status == 0)); then
  dotnet test RtcPeer.sln --configuration Release --no-build --nologo \
    --logger trx --logger 'console;verbosity=minimal' --blame-hang-timeout 5m --blame-hang-dump-type none \
    --results-directory "$results" "$@" || status=$?
fi

counts=$(find "$results" -name '*.trx' -exec cat {} + 2>/dev/null | awk '
  function plain(s) {
    gsub(/&quot;/, "\"", s); gsub(/&apos;/, "'\''", s); gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&amp;/, "\\&", s)
    return s
  }
  /<UnitTestResult / {
    match($0, / outcome="[^"]*"/); outcome = substr($0, RSTART + 10, RLENGTH - 11)
    match($0, / testName="[^"]*"/); name = plain(substr($0, RSTART + 11, RLENGTH - 12))
    if (outcome == "Passed") passed++
    else if (outcome == "NotExecuted") { skipped++; why[name] = "" }
    else { failed++; print "failed: " name > "/dev/stderr" }
  }
  /<\/UnitTestResult>/ { outcome = "" }
  outcome == "NotExecuted" && /<Message>/ {
    reason = $0; sub(/.*<Message>/, "", reason); sub(/<\/Message>.*/, "", reason); why[name] = plain(reason)
  }
  END {
    for (name in why) print "skipped: " name ": " (why[name] == "" ? "runs only when asked for" : why[name]) > "/dev/stderr"
    print passed + 0, failed + 0, skipped + 0
  }')
read -r passed failed skipped <<<"${counts:-0 0 0}"

# A build that fails or a test process that dies counts as one failure more than the results know of.
if ((status != 0 && failed == 0)); then failed=1; fi
if ((status == 0 && failed != 0)); then status=1; fi

line="$passed passed, $failed failed"
if ((skipped > 0)); then line="$line, $skipped skipped"; fi
printf '%s\n' "$line"
exit "$status"
