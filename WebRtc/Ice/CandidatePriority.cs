namespace RtcPeer.WebRtc.Ice;

/// <summary>The priority of a candidate (RFC 8445 section 5.1.2.1) and of a pair (section 6.1.2.3).</summary>
internal static class CandidatePriority
{
    /// <summary>The lower bits of a local preference, which a direction leaves over (RFC 6544 section 4.2).</summary>
    private const int OtherPreferenceBits = 13;

    public static uint Compute(
        CandidateType type, ushort localPreference, int componentId = 1, CandidateTransport transport = CandidateTransport.Udp) =>
        TypePreference(type, transport) << 24 | (uint)localPreference << 8 | (uint)(256 - componentId);

    /// <summary>
    /// 2^13 * direction preference + other preference (RFC 6544 section 4.2): for addresses of a host, active is above passive.
    /// </summary>
    public static ushort LocalPreferenceOf(TcpCandidateType direction, ushort localPreference)
    {
        var preference = direction switch
        {
            TcpCandidateType.Active => 6,
            TcpCandidateType.Passive => 4,
            _ => 2,
        };
        return (ushort)(preference << OtherPreferenceBits | localPreference & (1 << OtherPreferenceBits) - 1);
    }

    /// <summary>The local preference that has gone into a priority.</summary>
    public static ushort LocalPreferenceOf(uint priority) => (ushort)(priority >> 8);

    /// <summary>
    /// 2^32 * MIN(G,D) + 2 * MAX(G,D) + (G &gt; D ? 1 : 0). Priorities end at 2^31 - 1 (section 5.1.2); a larger one of
    /// the other end counts as that, so that the sum does not overflow.
    /// </summary>
    public static ulong ComputePair(uint controlling, uint controlled)
    {
        ulong g = Math.Min(controlling, int.MaxValue), d = Math.Min(controlled, int.MaxValue);
        return (Math.Min(g, d) << 32) + 2 * Math.Max(g, d) + (g > d ? 1UL : 0UL);
    }

    /// <summary>
    /// The recommended preferences (RFC 8445 section 5.1.2.2). Those of TCP are below all that is direct over UDP, where a
    /// lost packet holds up no other, and above what takes a relay (RFC 6544 section 4.2).
    /// </summary>
    private static uint TypePreference(CandidateType type, CandidateTransport transport) => type switch
    {
        CandidateType.Host when transport == CandidateTransport.Tcp => 90,
        CandidateType.PeerReflexive when transport == CandidateTransport.Tcp => 80,
        CandidateType.Host => 126,
        CandidateType.PeerReflexive => 110,
        CandidateType.ServerReflexive => 100,
        _ => 0,
    };
}
