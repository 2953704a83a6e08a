namespace RtcPeer.WebRtc.Ice;

/// <summary>The priority of a candidate (RFC 8445 section 5.1.2.1) and of a pair (section 6.1.2.3).</summary>
internal static class CandidatePriority
{
    public static uint Compute(CandidateType type, ushort localPreference, int componentId = 1) =>
        TypePreference(type) << 24 | (uint)localPreference << 8 | (uint)(256 - componentId);

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

    /// <summary>The recommended preferences (RFC 8445 section 5.1.2.2).</summary>
    private static uint TypePreference(CandidateType type) => type switch
    {
        CandidateType.Host => 126,
        CandidateType.PeerReflexive => 110,
        CandidateType.ServerReflexive => 100,
        _ => 0,
    };
}
