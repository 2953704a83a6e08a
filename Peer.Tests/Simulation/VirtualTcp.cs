using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>The TCP connections of a virtual network: each begins with what is first sent from an active base.</summary>
internal sealed class VirtualTcp
{
    private readonly Dictionary<TransportPath, TransportPath> _otherEnds = [];
    private ushort _nextPort = 40_000;

    /// <summary>How many connections were opened.</summary>
    public int Count { get; private set; }

    /// <summary>The receiver's path of the sender's; null where there is no connection.</summary>
    public TransportPath? OtherEndOf(in TransportPath path)
    {
        if (_otherEnds.TryGetValue(path, out var known)) return known;
        if (path.Local.Port != Candidate.ActivePort) return null;
        Count++;
        var accepted = new TransportPath(path.Remote, path.Local.WithPort(_nextPort++), TransportProtocol.Tcp);
        _otherEnds[path] = accepted;
        _otherEnds[accepted] = path;
        return accepted;
    }

    /// <summary>Cuts all connections; returns the paths of their ends.</summary>
    public IReadOnlyList<TransportPath> CutAll()
    {
        TransportPath[] cut = [.. _otherEnds.Keys];
        _otherEnds.Clear();
        return cut;
    }
}
