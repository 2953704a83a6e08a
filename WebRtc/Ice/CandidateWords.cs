namespace RtcPeer.WebRtc.Ice;

/// <summary>The words of the candidate attribute (RFC 8839 section 5.1, RFC 6544 section 4.5).</summary>
internal static class CandidateWords
{
    public static string Of(CandidateType type) => type switch
    {
        CandidateType.Host => "host",
        CandidateType.ServerReflexive => "srflx",
        CandidateType.PeerReflexive => "prflx",
        _ => "relay",
    };

    public static string Of(TcpCandidateType type) => type switch
    {
        TcpCandidateType.Active => "active",
        TcpCandidateType.Passive => "passive",
        _ => "so",
    };

    public static CandidateType? ReadType(ReadOnlySpan<char> word) => word switch
    {
        "host" => CandidateType.Host,
        "srflx" => CandidateType.ServerReflexive,
        "prflx" => CandidateType.PeerReflexive,
        "relay" => CandidateType.Relayed,
        _ => null,
    };

    public static TcpCandidateType? ReadTcpType(ReadOnlySpan<char> word) => word switch
    {
        "active" => TcpCandidateType.Active,
        "passive" => TcpCandidateType.Passive,
        "so" => TcpCandidateType.SimultaneousOpen,
        _ => null,
    };

    public static CandidateTransport? ReadTransport(ReadOnlySpan<char> word) =>
        word.Equals("udp", StringComparison.OrdinalIgnoreCase) ? CandidateTransport.Udp
        : word.Equals("tcp", StringComparison.OrdinalIgnoreCase) ? CandidateTransport.Tcp
        : null;
}
