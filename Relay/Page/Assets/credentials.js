/** What tells one negotiation from another. */

/** The ICE credentials of a description (RFC 8839 section 5.4), which each attempt to connect has afresh. */
export function credentialsIn(sdp) {
  return [...sdp.matchAll(/^a=ice-(?:ufrag|pwd):.*$/gm)].map(([line]) => line.trim()).sort().join('\n');
}
