namespace RtcPeer.WebRtc.Mdns;

/// <summary>What is repeated in the answer to a query that did not come from port 5353 (RFC 6762 section 6.7).</summary>
internal readonly record struct LegacyQuery(ushort Id, DnsRecordType Type);
