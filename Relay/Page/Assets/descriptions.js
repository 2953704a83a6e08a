/** What is read out of descriptions beside what the browser makes of them. */

/** The ICE credentials (RFC 8839 section 5.4), which each attempt to connect, and each restart of ICE, has afresh. */
export function credentialsIn(sdp) {
  return linesOf(sdp, /^a=ice-(?:ufrag|pwd):.*$/gm);
}

/**
 * Whether two descriptions are of one connection of their sender: with the same session (RFC 8866 section 5.2) and the
 * same certificate, which no connection can change.
 */
export function areOfOneConnection(sdp, other) {
  const session = /^o=\S+ \d+/gm;
  const certificate = /^a=fingerprint:.*$/gm;
  return linesOf(sdp, session) === linesOf(other, session) && linesOf(sdp, certificate) === linesOf(other, certificate);
}

function linesOf(sdp, pattern) {
  return [...sdp.matchAll(pattern)].map(([line]) => line.trim()).sort().join('\n');
}
