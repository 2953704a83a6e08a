using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Session;

/// <summary>A TURN server as reached over one path, and the bases that it has given.</summary>
internal sealed record RelayLink(TransportPath Path, TurnAllocation Allocation, ushort LocalPreference)
{
    public TransportAddress? Relayed { get; set; }

    public TransportAddress? SecondRelayed { get; set; }

    public bool Owns(in TransportAddress address) => Relayed == address || SecondRelayed == address;
}
