namespace RtcPeer.WebRtc.Mdns;

/// <summary>A question of a query (RFC 1035 section 4.1.2).</summary>
/// <param name="Name">What it asks about; null for any name that is none of ours to handle.</param>
/// <param name="Type">What it asks for.</param>
/// <param name="WantsUnicast">The answer is wanted by unicast (RFC 6762 section 5.4).</param>
internal readonly record struct DnsQuestion(MdnsName? Name, DnsRecordType Type, bool WantsUnicast);
