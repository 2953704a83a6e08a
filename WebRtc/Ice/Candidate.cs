using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// An address at which an agent may be reached (RFC 8445 section 4), as signalling carries it (RFC 8839 section 5.1).
/// </summary>
internal sealed record Candidate
{
    /// <summary>What stands for the port of an active candidate, which nobody can connect to (RFC 6544 section 4.5).</summary>
    public const ushort ActivePort = 9;

    /// <summary>
    /// Equal for candidates of one type, base and server: what worked for one will work for the other.
    /// </summary>
    public required string Foundation { get; init; }

    /// <summary>Data channels have one component, 1.</summary>
    public int ComponentId { get; init; } = 1;

    public CandidateTransport Transport { get; init; } = CandidateTransport.Udp;

    public required uint Priority { get; init; }

    public required TransportAddress Address { get; init; }

    /// <summary>What the line names instead of <see cref="Address"/>, which stays untold.</summary>
    public string? HostName { get; init; }

    public required CandidateType Type { get; init; }

    /// <summary>What the candidate was derived from, for diagnosis alone; often hidden as 0.0.0.0 port 0.</summary>
    public TransportAddress? RelatedAddress { get; init; }

    /// <summary>Only of TCP candidates.</summary>
    public TcpCandidateType? TcpType { get; init; }

    /// <summary>The credentials that the candidate belongs to, where the line names them.</summary>
    public string? UsernameFragment { get; init; }

    /// <summary>
    /// Reads "candidate:..." as the candidate attribute and the W3C's candidate strings hold it, with or without "a=".
    /// Extensions that are not known are skipped, as RFC 8839 section 5.1 demands.
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<char> line, [NotNullWhen(true)] out Candidate? candidate, out CandidateProblem problem)
    {
        problem = new CandidateParser(line, null).Parse(out candidate);
        return candidate is not null;
    }

    /// <summary>Reads a line whose host name stands for that address, whose port does not count.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> line, TransportAddress host, [NotNullWhen(true)] out Candidate? candidate)
    {
        new CandidateParser(line, host).Parse(out candidate);
        return candidate is not null;
    }

    /// <summary>The address or name in a line that is a candidate attribute.</summary>
    public static ReadOnlySpan<char> HostIn(ReadOnlySpan<char> line)
    {
        const int hostField = 4;
        line = line.Trim();
        for (var field = 0; field < hostField; field++) line = line[(line.IndexOf(' ') + 1)..].TrimStart(' ');
        return line[..Math.Max(0, line.IndexOf(' '))];
    }

    /// <summary>The line of RFC 8839 section 5.1, without "a=".</summary>
    public override string ToString()
    {
        var line = new StringBuilder(96);
        var transport = Transport == CandidateTransport.Udp ? "udp" : "tcp";
        line.Append(CultureInfo.InvariantCulture, $"candidate:{Foundation} {ComponentId} {transport} {Priority} ");
        line.Append(CultureInfo.InvariantCulture, $"{HostName ?? TextOf(Address)} {Address.Port} typ {CandidateWords.Of(Type)}");
        if (RelatedAddress is { } related)
            line.Append(CultureInfo.InvariantCulture, $" raddr {TextOf(related)} rport {related.Port}");
        if (TcpType is { } tcpType) line.Append(" tcptype ").Append(CandidateWords.Of(tcpType));
        if (UsernameFragment is not null) line.Append(" ufrag ").Append(UsernameFragment);
        return line.ToString();
    }

    /// <summary>The other end has no use for the number of our interface.</summary>
    private static string TextOf(TransportAddress address) => address.WithoutScope().ToIPAddress().ToString();
}
