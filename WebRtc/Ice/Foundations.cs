using System.Globalization;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// Hands out foundations: the same one for candidates of one type, base address, server address and protocol (RFC 8445
/// section 5.1.1.3).
/// </summary>
internal sealed class Foundations
{
    private readonly List<Entry> _known = [];
    private int _count;

    public string Of(CandidateType type, TransportAddress baseAddress, TransportAddress? server, TransportProtocol protocol)
    {
        // Ports play no part in it.
        var key = new Entry(type, baseAddress.WithPort(0), server?.WithPort(0), protocol, "");
        foreach (var entry in _known)
        {
            if (entry with { Foundation = "" } == key) return entry.Foundation;
        }
        var foundation = Next("");
        _known.Add(key with { Foundation = foundation });
        return foundation;
    }

    /// <summary>A candidate is gone: what comes in its place is not to be held back by the checks of what it was.</summary>
    public void Retire(string foundation) => _known.RemoveAll(entry => entry.Foundation == foundation);

    /// <summary>One that no other candidate has.</summary>
    public string Next(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}{++_count}");

    private readonly record struct Entry(
        CandidateType Type, TransportAddress Base, TransportAddress? Server, TransportProtocol Protocol, string Foundation);
}
