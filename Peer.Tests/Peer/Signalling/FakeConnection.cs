using RtcPeer.Peer.Signalling;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Tests.Peer.Signalling;

/// <summary>A connection that only notes what negotiation does to it. Its descriptions are told apart by their ufrag.</summary>
internal sealed class FakeConnection(string ufrag, PeerRole role) : INegotiatedConnection
{
    public string Ufrag => ufrag;

    public PeerRole Role => role;

    /// <summary>The ufrag of the description that the other end sent.</summary>
    public string? RemoteUfrag { get; private set; }

    public List<string> RemoteCandidates { get; } = [];

    public bool IsDiscarded { get; private set; }

    public static string Sdp(string ufrag, string answers = "") =>
        $"v=0\r\na=ice-ufrag:{ufrag}\r\na=ice-pwd:secret-of-{ufrag}\r\na=x-answers:{answers}\r\n";

    public RtcSessionDescription Offer() => new(RtcSdpType.Offer, Sdp(ufrag));

    public RtcSessionDescription Answer(RtcSessionDescription offer)
    {
        RemoteUfrag = Read(offer.Sdp, "a=ice-ufrag:");
        return new(RtcSdpType.Answer, Sdp(ufrag, RemoteUfrag));
    }

    public void Accept(RtcSessionDescription answer, bool takesPipes)
    {
        if (Read(answer.Sdp, "a=x-answers:") != ufrag)
        {
            throw new RtcNegotiationException("it answers another offer");
        }

        RemoteUfrag = Read(answer.Sdp, "a=ice-ufrag:");
    }

    public void Add(RtcIceCandidate candidate)
    {
        if (candidate.Candidate == "malformed")
        {
            throw new RtcNegotiationException("no candidate");
        }

        RemoteCandidates.Add(candidate.Candidate);
    }

    public void RestartIce() => throw new InvalidOperationException("It is not open.");

    public void Discard() => IsDiscarded = true;

    private static string Read(string sdp, string name) =>
        sdp.Split("\r\n").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..]
            ?? throw new RtcNegotiationException("no ICE credentials");
}
