namespace RtcPeer.WebRtc.Mdns;

/// <summary>What a question asks for, or a record tells (RFC 1035 section 3.2.2), as far as it matters here.</summary>
internal enum DnsRecordType : ushort
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>An IPv6 address (RFC 3596).</summary>
    Aaaa = 28,

    /// <summary>Which types there are, and so which there are not (RFC 4034 section 4, RFC 6762 section 6.1).</summary>
    NSec = 47,

    /// <summary>Whatever there is.</summary>
    Any = 255,
}
