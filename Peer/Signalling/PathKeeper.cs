using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>
/// Negotiates anew over an open connection, so that it gets another path: by an offer of ours that is repeated until it is
/// answered, or by answering one of the other end. Where both offer at once, the polite end withdraws its offer.
/// </summary>
internal sealed class PathKeeper(
    string remote, INegotiatedConnection connection, bool isPolite, Announcer announcer, ILogger logger)
{
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(10);

    /// <summary>What is told with the latest description; null while the first negotiation is all there was.</summary>
    private Attempt? _latest;
    private RtcSessionDescription? _offer;
    private (IceCredentials To, RtcSessionDescription Sdp)? _answer;
    private TimeSpan _next;
    private TimeSpan _interval;

    public string Remote => remote;

    /// <summary>An offer of ours is out.</summary>
    public bool IsOffering => _offer is not null;

    /// <summary>When the offer is repeated; null for never.</summary>
    public TimeSpan? NextDeadline => IsOffering ? _next : null;

    /// <summary>Makes an offer, and repeats it until it is answered.</summary>
    public void Offer(TimeSpan now)
    {
        logger.LooksForPath(remote);
        _latest = new Attempt(connection, logger);
        _answer = null;
        _offer = connection.Offer();
        _next = now + FirstInterval;
        _interval = FirstInterval;
        announcer.Tell(_offer, _latest, remote);
    }

    /// <summary>Takes a description of the other end; false where it is none that concerns this connection.</summary>
    public bool TryReceive(SignallingMessage.Description description)
    {
        if (description.Sdp.Type == RtcSdpType.Offer)
        {
            ReceiveOffer(description.Sdp);
            return true;
        }

        if (_offer is null)
        {
            return false;
        }

        try
        {
            connection.Accept(description.Sdp, description.TakesPipes);
            _offer = null;
        }
        catch (Exception e) when (e is RtcNegotiationException or InvalidOperationException)
        {
            // Most likely an answer to the offer before this one, which was repeated once too often.
            logger.DescriptionRefused(LogLevel.Debug, RtcSdpType.Answer, remote, e.Message);
        }

        return true;
    }

    /// <summary>Takes a candidate that the connection has found; false where it belongs to the first negotiation.</summary>
    public bool TryTell(RtcIceCandidate candidate)
    {
        if (_latest is null)
        {
            return false;
        }

        _latest.Candidates.Add(candidate);
        announcer.TellCandidate(candidate, remote);
        return true;
    }

    /// <summary>The relay was joined again: what was said meanwhile is lost.</summary>
    public void Joined()
    {
        if (_latest is not null && (_offer ?? _answer?.Sdp) is { } description)
        {
            announcer.Tell(description, _latest, remote);
        }
        else if (_latest is not null)
        {
            announcer.TellCandidates(_latest, remote);
        }
    }

    public void Tick(TimeSpan now)
    {
        if (_offer is null || _latest is null || now < _next)
        {
            return;
        }

        _interval = _interval * 1.5 < MaxInterval ? _interval * 1.5 : MaxInterval;
        _next = now + _interval;
        announcer.Tell(_offer, _latest, remote);
    }

    private void ReceiveOffer(RtcSessionDescription offer)
    {
        var credentials = IceCredentials.In(offer.Sdp);
        if (_answer is { } given && given.To == credentials && _latest is not null)
        {
            announcer.Tell(given.Sdp, _latest, remote);
            return;
        }

        if (IsOffering && !isPolite)
        {
            logger.OtherOfferToYield(remote);
            return;
        }

        var attempt = new Attempt(connection, logger);
        try
        {
            var answer = connection.Answer(offer);
            (_latest, _offer, _answer) = (attempt, null, (credentials, answer));
            announcer.Tell(answer, attempt, remote);
        }
        catch (Exception e) when (e is RtcNegotiationException or InvalidOperationException)
        {
            logger.DescriptionRefused(LogLevel.Debug, RtcSdpType.Offer, remote, e.Message);
        }
    }
}
