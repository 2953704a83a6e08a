using System.Net;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Doctor;

/// <summary>What the stages so far have found, for those that build on it.</summary>
internal sealed class Findings
{
    /// <summary>Whether the relay can still be hoped to be joined.</summary>
    public bool RelayAnswers { get; set; }

    /// <summary>The servers to look at: those that were configured, and then those that the relay names.</summary>
    public List<RtcIceServer> Servers { get; } = [];

    /// <summary>The servers that work, an entry for each URL.</summary>
    public List<RtcIceServer> WorkingServers { get; } = [];

    /// <summary>Addresses that answer STUN requests over UDP.</summary>
    public List<IPEndPoint> StunAddresses { get; } = [];

    public NatKind Nat { get; set; } = NatKind.Unknown;

    public bool HasWorkingTurn => WorkingServers.Exists(static server => RtcIceServerUrl.Parse(server.Urls[0]).IsTurn);

    /// <summary>How to connect with what works.</summary>
    public RtcConfiguration Configuration(PeerOptions options) =>
        (options.Ice with { Servers = WorkingServers }).ApplyTo(new RtcConfiguration());
}
