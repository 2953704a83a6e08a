using System.Diagnostics.CodeAnalysis;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.WebRtc.Session;

/// <summary>
/// What goes to the other end and comes from it by signalling: the descriptions, their candidates, and the restarts of
/// ICE that they bring.
/// </summary>
internal sealed class Signalling(Negotiation negotiation, IceAgent ice, bool asksForNames, Queue<SessionEvent> events)
{
    private readonly RemoteCandidates _remotes = new(ice, asksForNames, events);
    private readonly IceRestart _restart = new();

    public Negotiation Negotiation => negotiation;

    /// <summary>Candidates are to be gathered.</summary>
    public bool NeedsAddresses { get; set; } = true;

    public string CreateOffer() => negotiation.CreateOffer(_restart.CredentialsToOffer(ice));

    public string CreateAnswer() => negotiation.CreateAnswer(ice.LocalCredentials);

    /// <summary>Has the next offer restart ICE, if there has been one.</summary>
    public void RestartIce()
    {
        if (negotiation.Remote is null) return;
        _restart.IsWanted = true;
        _restart.Ask(negotiation.State, events);
    }

    public void SetLocal(bool isOffer, string sdp)
    {
        negotiation.SetLocal(isOffer, sdp);
        if (isOffer)
        {
            if (negotiation.Remote is null) ice.Role = IceRole.Controlling;
            if (_restart.TryOffer(ice)) NeedsAddresses = true;
        }
        _restart.Ask(negotiation.State, events);
    }

    /// <summary>Takes the other end's description, or says what is wrong with it.</summary>
    public bool TrySetRemote(bool isOffer, string sdp, [NotNullWhen(false)] out string? problem)
    {
        var earlier = negotiation.Remote is null ? null : negotiation.RemoteCredentials;
        if (!negotiation.TrySetRemote(isOffer, sdp, out problem)) return false;
        var data = negotiation.Remote!.Data;
        var credentials = negotiation.RemoteCredentials!;
        if (isOffer)
        {
            // The initiating agent takes the controlling role, unless it is a lite one (RFC 8445 section 6.1.1).
            if (earlier is null) ice.Role = negotiation.Remote.IsIceLite ? IceRole.Controlling : IceRole.Controlled;
            _restart.RollBack(ice);
            if (earlier is not null && earlier != credentials) AcceptRestart();
        }
        else _restart.OnAnswered();
        ice.SetRemoteCredentials(credentials);
        foreach (var line in data.Candidates) _remotes.Add(line, credentials.UsernameFragment);
        if (data.HasEndOfCandidates) _remotes.End(credentials.UsernameFragment);
        _restart.Ask(negotiation.State, events);
        return true;
    }

    /// <summary>Takes a trickled candidate, or says what is wrong with it.</summary>
    public bool TryAddRemoteCandidate(ReadOnlySpan<char> line, string? fragment, [NotNullWhen(false)] out string? problem)
    {
        problem = _remotes.Add(line, fragment);
        return problem is null;
    }

    /// <summary>Tells what a candidate's name stands for.</summary>
    public void Resolve(MdnsName name, TransportAddress? address) => _remotes.Resolve(name, address);

    /// <summary>Has a candidate of ours told to the other end; an empty one for their end.</summary>
    public void Tell(string candidate) => events.Enqueue(new SessionEvent.LocalCandidate(
        candidate, negotiation.Mid, negotiation.DataIndex, ice.LocalCredentials.UsernameFragment));

    /// <summary>Answers a restart of the other end by one of ours, as RFC 8839 section 4.4.1.2 demands.</summary>
    private void AcceptRestart()
    {
        _restart.OnAccepted();
        ice.Restart(ice.CreateCredentials());
        NeedsAddresses = true;
    }
}
