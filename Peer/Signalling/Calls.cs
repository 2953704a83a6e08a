using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>
/// The calls of a caller whose offer to all has been answered: the one to the peer that was the quickest, and one to each
/// other peer that answered as well or came later. These get an offer of their own, for a connection serves one peer.
/// </summary>
/// <param name="capacity">How many calls there may be at a time.</param>
/// <param name="members">The room.</param>
/// <param name="connect">Makes a connection.</param>
/// <param name="announcer">Speaks to the room.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class Calls(
    int capacity, RoomMembers members, Func<INegotiatedConnection> connect, Announcer announcer, ILogger logger)
{
    /// <summary>A peer that is there answers at once; one that never does must not hold its place for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Bounds what peers that come and go can make us remember.</summary>
    private const int MaxParted = 256;

    private readonly Dictionary<string, Call> _calls = [];
    private readonly HashSet<string> _parted = [];
    private bool _isFull;
    private TimeSpan _rest = RepeatPolicy.FirstRest;

    public bool IsEmpty => _calls.Count == 0;

    /// <summary>Whether a channel has ever opened.</summary>
    public bool Succeeded { get; private set; }

    public IEnumerable<string> Remotes => _calls.Keys;

    public TimeSpan? NextDeadline => _calls.Values.Min(call => call switch
    {
        Call.Resting resting => resting.At,
        Call.Offered offered => offered.Next < offered.Until ? offered.Next : offered.Until,
        _ => (TimeSpan?)null,
    });

    public bool Has(string remote) => _calls.ContainsKey(remote);

    public bool TryFind(INegotiatedConnection connection, [NotNullWhen(true)] out Call.Made? call)
    {
        call = _calls.Values.OfType<Call.Made>().FirstOrDefault(call => call.Attempt.Connection == connection);
        return call is not null;
    }

    /// <summary>The call that began as an offer to all.</summary>
    public void Adopt(string remote, Attempt attempt, IceCredentials credentials, bool renews = false) =>
        _calls[remote] = new Call.Answered(remote, attempt, credentials) { Renews = renews };

    /// <summary>Nobody else is called from now on.</summary>
    public void Stop() => _isFull = true;

    /// <summary>A peer says that it is in no call, at least not with us.</summary>
    public void ReceiveHello(string remote, TimeSpan now)
    {
        if (!TryGiveUp(remote, now))
        {
            TryCall(remote, null, now);
        }
    }

    /// <summary>A peer has given up the call that we thought it was in with us; false where there is none to give up.</summary>
    public bool TryGiveUp(string remote, TimeSpan now)
    {
        if (_calls.GetValueOrDefault(remote) is not (Call.Offered or Call.Answered))
        {
            return Has(remote);
        }

        logger.RemoteStartsOver(remote);
        var call = (Call.Made)_calls[remote];
        call.Attempt.Connection.Discard();
        Rest(remote, now, call.Renews);
        return true;
    }

    /// <summary>The connection of a call is lost, and its conversation is to be taken up again over another.</summary>
    public void Renew(Call.Made call, TimeSpan now)
    {
        call.Attempt.Connection.Discard();
        Make(call.Remote, null, now, renews: true);
    }

    /// <summary>A peer with which we have a call waits for another connection.</summary>
    public void ReceiveRenewal(string remote, TimeSpan now)
    {
        switch (_calls.GetValueOrDefault(remote))
        {
            case Call.Offered { Renews: true } offered:
                announcer.Tell(offered.Offer, offered.Attempt, remote, renews: true);
                break;
            case Call.Resting { Renews: true }:
                Make(remote, null, now, renews: true);
                break;
            case Call.Open or Call.Answered { Renews: true }:
                Renew((Call.Made)_calls[remote], now);
                break;
        }
    }

    /// <summary>A conversation is not to be taken up again any more.</summary>
    public void Abandon(string remote)
    {
        if (_calls.GetValueOrDefault(remote) is Call.Made { Renews: true } made)
        {
            Remove(made, parted: false);
        }
        else if (_calls.GetValueOrDefault(remote) is Call.Resting { Renews: true })
        {
            _calls.Remove(remote);
        }
    }

    /// <summary>A connection failed before its channel was open. Whether the call is made again.</summary>
    public bool TryCallAgain(Call.Made call, TimeSpan now)
    {
        if (call.Renews)
        {
            call.Attempt.Connection.Discard();
            Rest(call.Remote, now, renews: true);
            return true;
        }

        Remove(call, parted: false);
        return Succeeded || !IsEmpty;
    }

    /// <summary>Takes an answer to one of our offers, or calls the one who answered; false where it is left alone.</summary>
    /// <exception cref="RtcNegotiationException">The answer cannot be used.</exception>
    public bool TryReceiveAnswer(SignallingMessage.Description answer, TimeSpan now)
    {
        var credentials = IceCredentials.In(answer.Sdp.Sdp);
        switch (_calls.GetValueOrDefault(answer.Uuid))
        {
            case null:
                // It answers the offer to all, as somebody else has before.
                return TryCall(answer.Uuid, credentials, now);
            case Call.Offered offered when offered.Stale != credentials:
                offered.Attempt.Connection.Accept(answer.Sdp, answer.TakesPipes);
                logger.PairedAsCaller(answer.Uuid);
                Adopt(answer.Uuid, offered.Attempt, credentials, offered.Renews);
                break;
            case Call.Answered answered when answered.Credentials != credentials && members.IsOwnKind(answer.Uuid):
                // What we took for the answer to our latest offer was one to an earlier offer.
                answered.Attempt.Connection.Discard();
                Make(answer.Uuid, credentials, now, answered.Renews);
                break;
            default:
                logger.AnswerIgnored(answer.Uuid);
                break;
        }

        return true;
    }

    /// <summary>A candidate that comes before the answer belongs to an earlier attempt: our peers send them in that order.</summary>
    public void ReceiveCandidate(SignallingMessage.Candidate candidate)
    {
        if (_calls.GetValueOrDefault(candidate.Uuid) is Call.Answered or Call.Open)
        {
            ((Call.Made)_calls[candidate.Uuid]).Attempt.Add(candidate.Ice);
        }
    }

    /// <summary>Says again what may have been lost with the relay.</summary>
    public void Joined()
    {
        foreach (var call in _calls.Values)
        {
            switch (call)
            {
                case Call.Offered offered:
                    announcer.Tell(offered.Offer, offered.Attempt, offered.Remote, offered.Renews);
                    break;
                case Call.Answered answered:
                    announcer.TellCandidates(answered.Attempt, answered.Remote);
                    break;
            }
        }
    }

    public void Opened(Call.Made call)
    {
        Succeeded = true;
        _calls[call.Remote] = new Call.Open(call.Remote, call.Attempt);
    }

    /// <summary>A connection is over. Whoever has left in good order is not called again.</summary>
    public void Remove(Call.Made call, bool parted)
    {
        _calls.Remove(call.Remote);
        call.Attempt.Connection.Discard();
        if (parted && _parted.Count < MaxParted)
        {
            _parted.Add(call.Remote);
        }
    }

    /// <summary>Gives all calls up.</summary>
    public void Clear()
    {
        foreach (var call in _calls.Values.OfType<Call.Made>().ToList())
        {
            Remove(call, parted: false);
        }

        _calls.Clear();
    }

    public void Tick(TimeSpan now)
    {
        foreach (var call in _calls.Values.ToList())
        {
            switch (call)
            {
                case Call.Resting resting when now >= resting.At:
                    Make(resting.Remote, null, now, resting.Renews);
                    break;
                case Call.Offered offered when now >= offered.Until:
                    Remove(offered, parted: false);
                    break;
                case Call.Offered offered when now >= offered.Next:
                    _calls[offered.Remote] = offered with
                    {
                        Next = now + offered.Interval,
                        Interval = RepeatPolicy.Longer(offered.Interval),
                    };
                    announcer.Tell(offered.Offer, offered.Attempt, offered.Remote, offered.Renews);
                    break;
            }
        }
    }

    private void Rest(string remote, TimeSpan now, bool renews)
    {
        _calls[remote] = new Call.Resting(remote, now + _rest, renews);
        _rest = RepeatPolicy.Longer(_rest);
    }

    /// <summary>Calls a peer that is in no call with us; false where it is to be left alone.</summary>
    private bool TryCall(string remote, IceCredentials? stale, TimeSpan now)
    {
        if (_isFull || _calls.Count >= capacity || _parted.Contains(remote)
            || !members.SurviveAnotherOffer || !members.IsOwnKind(remote))
        {
            return false;
        }

        Make(remote, stale, now, renews: false);
        return true;
    }

    private void Make(string remote, IceCredentials? stale, TimeSpan now, bool renews)
    {
        var attempt = new Attempt(connect(), logger);
        var offer = attempt.Connection.Offer();
        var first = RepeatPolicy.FirstInterval;
        _calls[remote] = new Call.Offered(
            remote, attempt, offer, stale, now + first, RepeatPolicy.Longer(first), renews ? TimeSpan.MaxValue : now + Patience)
        {
            Renews = renews,
        };
        announcer.Tell(offer, attempt, remote, renews);
    }
}
