using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>
/// Brings the peers of a room together: who offers to whom, who answers, what is repeated and what is ignored.
/// It knows no clock and no socket; the time since some origin is handed in.
/// <para>
/// Peers may join in any order and the relay keeps nothing, so an offer is repeated until it is answered, and a callee
/// says hello when it joins. Other programs take a repeated offer badly: as soon as one has shown a sign of life, no
/// offer is made again, to nobody, for it would take that for its own. Where two callers meet, the one whose uuid is
/// smaller takes the other's call.
/// </para>
/// </summary>
/// <param name="uuid">Our name in the room.</param>
/// <param name="role">The part that we were started for.</param>
/// <param name="capacity">How many peers a caller takes at a time. A callee is in one call.</param>
/// <param name="connect">Makes a connection for a part in a call.</param>
/// <param name="send">Sends to the room.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class Negotiator(
    string uuid,
    PeerRole role,
    int capacity,
    Func<PeerRole, INegotiatedConnection> connect,
    Action<SignallingMessage> send,
    ILogger logger) : INegotiator
{
    private readonly Announcer _announcer = new(uuid, role, send);
    private readonly PendingCandidates _pending = new();
    private readonly RoomMembers _members = new();
    private readonly CallIntake _intake = new(uuid, role, connect, logger);
    private NegotiationState _state = new NegotiationState.Idle();
    private TimeSpan _rest = RepeatPolicy.FirstRest;

    private AnswerIntake Answers => field ??= new(capacity, connect, _announcer, _members, _pending, _intake, logger);

    /// <summary>The peers whose offer we answered, or which we call.</summary>
    public IEnumerable<string> Remotes => _state.Remotes;

    /// <summary>Whether another callee said hello: where no offer comes, that is a likely reason.</summary>
    public bool MetCallee => _members.MetCallee;

    /// <summary>Why the latest description of another peer was refused, if one was.</summary>
    public string? Refusal => _intake.Refusal;

    /// <summary>When <see cref="Tick"/> has something to do; null for never.</summary>
    public TimeSpan? NextDeadline => _state switch
    {
        NegotiationState.Resting resting => resting.Until,
        NegotiationState.Offering offering when _members.SurviveAnotherOffer => offering.Next,
        NegotiationState.Serving serving => serving.Calls.NextDeadline,
        NegotiationState.Waiting waiting => waiting.Next,
        _ => null,
    };

    /// <summary>The relay was joined, for the first time or again: what was sent before may have been lost.</summary>
    public void Joined(TimeSpan now)
    {
        if (_state is NegotiationState.Idle or NegotiationState.Resting or NegotiationState.Offering)
        {
            _announcer.Hello();
        }

        switch (_state)
        {
            case NegotiationState.Idle when role == PeerRole.Caller:
                Call(now);
                break;
            case NegotiationState.Offering offering:
                _announcer.Tell(offering.Offer, offering.Attempt, null);
                break;
            case NegotiationState.Serving serving:
                serving.Calls.Joined();
                break;
            case NegotiationState.Answering answering:
                _announcer.Tell(answering.Answer, answering.Attempt, answering.Remote);
                break;
            case NegotiationState.Waiting waiting:
                _announcer.AskToRenew(waiting.Remote);
                break;
        }
    }

    public void Receive(SignallingMessage message, TimeSpan now)
    {
        if (message.Uuid == uuid)
        {
            return;
        }

        _members.Note(message);
        if (message.To is { } to && to != uuid)
        {
            return;
        }

        switch (message)
        {
            case SignallingMessage.Hello hello:
                ReceiveHello(hello, now);
                break;
            case SignallingMessage.Candidate candidate:
                ReceiveCandidate(candidate);
                break;
            case SignallingMessage.Description { Sdp.Type: RtcSdpType.Offer } offer:
                ReceiveOffer(offer, now);
                break;
            case SignallingMessage.Description answer:
                _state = Answers.Receive(answer, _state, now);
                break;
        }
    }

    /// <summary>A connection has found a candidate of ours. Those of discarded connections may still come.</summary>
    public void LocalCandidate(INegotiatedConnection connection, RtcIceCandidate candidate)
    {
        if (_state.Find(connection) is var (attempt, remote))
        {
            attempt.Candidates.Add(candidate);
            _announcer.TellCandidate(candidate, remote);
        }
    }

    /// <summary>Whether a connection is at work, with a peer or as an offer to all.</summary>
    public bool IsCurrent(INegotiatedConnection connection) => _state.Find(connection) is not null;

    /// <summary>The name of the peer that a connection is with; null where there is none.</summary>
    public string? RemoteOf(INegotiatedConnection connection) => _state.Find(connection)?.Remote;

    /// <summary>The channel of a connection is open.</summary>
    public void Opened(INegotiatedConnection connection)
    {
        switch (_state)
        {
            case NegotiationState.Called called when called.Attempt.Connection == connection:
                _state = new NegotiationState.Talking(called.Attempt, called.Remote);
                break;
            case NegotiationState.Serving serving when serving.Calls.TryFind(connection, out var call):
                serving.Calls.Opened(call);
                break;
        }
    }

    /// <summary>
    /// A connection failed before its channel was open: another is prepared, where there is no other. False where there
    /// can be none, because a caller would have to offer again to a program that does not survive it.
    /// </summary>
    public bool TryStartOver(INegotiatedConnection connection, TimeSpan now)
    {
        if (_state is NegotiationState.Serving { Calls: var calls } && calls.TryFind(connection, out var call)
            && calls.TryCallAgain(call, now))
        {
            return true;
        }

        if (_state is NegotiationState.Answering { Renews: true } answering)
        {
            Await(answering.Attempt, answering.Remote, now);
            return true;
        }

        _state.Discard();
        GoBack(now);
        if (role == PeerRole.Callee)
        {
            _announcer.Hello();
            return true;
        }

        return _members.SurviveAnotherOffer;
    }

    /// <summary>
    /// We are on another network while a connection is being made: what it knows of us is wrong, so it is made anew, as far
    /// as the other end survives that.
    /// </summary>
    public void NetworkChanged(INegotiatedConnection connection, TimeSpan now)
    {
        switch (_state)
        {
            case NegotiationState.Offering offering when offering.Attempt.Connection == connection && _members.SurviveAnotherOffer:
                offering.Discard();
                Call(now);
                break;
            case NegotiationState.Serving serving when serving.Calls.TryFind(connection, out var call) && _members.SurviveAnotherOffer:
                serving.Calls.TryGiveUp(call.Remote, now);
                break;
            case NegotiationState.Answering answering when answering.Attempt.Connection == connection:
                TryStartOver(connection, now);
                break;
        }
    }

    /// <summary>A connection whose channel was open is over.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="parted">Whether it ended in good order: the other end has had enough.</param>
    public void Ended(INegotiatedConnection connection, bool parted)
    {
        if (_state is NegotiationState.Serving { Calls: var calls } && calls.TryFind(connection, out var call))
        {
            calls.Remove(call, parted);
        }
    }

    /// <summary>A connection whose channel was open is lost: another is to take its place, with the same peer.</summary>
    public void Renew(INegotiatedConnection connection, TimeSpan now)
    {
        switch (_state)
        {
            case NegotiationState.Serving { Calls: var calls } when calls.TryFind(connection, out var call):
                calls.Renew(call, now);
                break;
            case NegotiationState.Called called when called.Attempt.Connection == connection:
                Await(called.Attempt, called.Remote, now);
                break;
        }
    }

    /// <summary>The conversation with a peer whose connection was lost is given up.</summary>
    public void Abandon(string remote)
    {
        switch (_state)
        {
            case NegotiationState.Serving serving:
                serving.Calls.Abandon(remote);
                break;
            case NegotiationState.Waiting or NegotiationState.Answering { Renews: true } when _state.Remotes.Contains(remote):
                _state.Discard();
                _state = new NegotiationState.Idle();
                break;
        }
    }

    /// <summary>Nobody else is called from now on.</summary>
    public void StopCalling() => (_state as NegotiationState.Serving)?.Calls.Stop();

    public void Tick(TimeSpan now)
    {
        switch (_state)
        {
            case NegotiationState.Resting resting when now >= resting.Until:
                Call(now);
                break;
            case NegotiationState.Offering offering when now >= offering.Next && _members.SurviveAnotherOffer:
                logger.OffersAgain();
                _state = offering.Repeated(now);
                _announcer.Tell(offering.Offer, offering.Attempt, null);
                break;
            case NegotiationState.Serving serving:
                serving.Calls.Tick(now);
                break;
            case NegotiationState.Waiting waiting when now >= waiting.Next:
                _state = waiting.Repeated(now);
                _announcer.AskToRenew(waiting.Remote);
                break;
        }
    }

    /// <summary>The caller is to make the call again.</summary>
    private void Await(Attempt attempt, string remote, TimeSpan now)
    {
        attempt.Connection.Discard();
        _state = new NegotiationState.Waiting(remote, now + RepeatPolicy.FirstInterval, RepeatPolicy.FirstInterval);
        _announcer.AskToRenew(remote);
    }

    /// <summary>Makes a fresh offer to all in the room.</summary>
    private void Call(TimeSpan now)
    {
        var attempt = new Attempt(connect(PeerRole.Caller), logger);
        var offer = attempt.Connection.Offer();
        var first = RepeatPolicy.FirstInterval;
        _state = new NegotiationState.Offering(attempt, offer, now + first, RepeatPolicy.Longer(first));
        _announcer.Tell(offer, attempt, null);
    }

    /// <summary>
    /// Back to the start. A caller lets some time pass before its next offer, more with each failure: two peers must not
    /// fail in a loop.
    /// </summary>
    private void GoBack(TimeSpan now)
    {
        if (role == PeerRole.Callee)
        {
            _state = new NegotiationState.Idle();
            return;
        }

        _state = new NegotiationState.Resting(now + _rest);
        _rest = RepeatPolicy.Longer(_rest);
    }

    private void ReceiveHello(SignallingMessage.Hello hello, TimeSpan now)
    {
        switch (_state)
        {
            case NegotiationState.Serving serving when hello.Renews:
                serving.Calls.ReceiveRenewal(hello.Uuid, now);
                break;
            case NegotiationState.Answering answering when answering.Remote == hello.Uuid && hello.To is not null:
                logger.TurnedAway(hello.Uuid);
                answering.Attempt.Connection.Discard();
                GoBack(now);
                break;
            case not null when hello.Renews || hello.Role == PeerRole.Caller:
                // It offers next, or was not in a call of ours.
                break;
            case NegotiationState.Offering offering when _members.SurviveAnotherOffer:
                _announcer.Tell(offering.Offer, offering.Attempt, hello.Uuid);
                break;
            case NegotiationState.Serving serving:
                serving.Calls.ReceiveHello(hello.Uuid, now);
                break;
        }
    }

    private void ReceiveCandidate(SignallingMessage.Candidate candidate)
    {
        _members.NoteSignOfLife(candidate.Uuid);
        switch (_state)
        {
            case NegotiationState.Serving serving:
                serving.Calls.ReceiveCandidate(candidate);
                break;
            case NegotiationState.Called called when called.Remote == candidate.Uuid:
                called.Attempt.Add(candidate.Ice);
                break;
            case NegotiationState.Called:
                break;
            default:
                if (!_pending.TryKeep(candidate.Uuid, candidate.Ice))
                {
                    logger.CandidateDropped(candidate.Uuid);
                }

                break;
        }
    }

    private void ReceiveOffer(SignallingMessage.Description offer, TimeSpan now)
    {
        switch (_state)
        {
            case NegotiationState.Answering answering when answering.Remote == offer.Uuid
                && answering.Offered == IceCredentials.In(offer.Sdp.Sdp):
                _announcer.Tell(answering.Answer, answering.Attempt, answering.Remote);
                break;
            case NegotiationState.Waiting or NegotiationState.Called when offer.Renews && _state.Remotes.Contains(offer.Uuid):
                Answer(offer);
                break;
            case not null when offer.Renews:
            case NegotiationState.Waiting or NegotiationState.Talking:
            case NegotiationState.Called called when called.Remote != offer.Uuid:
                Ignore(offer);
                break;
            case NegotiationState.Serving serving when !_intake.Takes(offer) && serving.Calls.TryGiveUp(offer.Uuid, now):
                // It was our callee, gave up, and calls us now; but between us two it is we who call.
                break;
            case NegotiationState.Serving serving when serving.Calls.Succeeded || !serving.Calls.Has(offer.Uuid):
                Ignore(offer);
                break;
            case NegotiationState.Offering offering when !_intake.Takes(offer):
                logger.OtherCallerToYield(offer.Uuid);
                _announcer.Tell(offering.Offer, offering.Attempt, offer.Uuid);
                break;
            default:
                Answer(offer);
                break;
        }
    }

    private void Ignore(SignallingMessage.Description offer)
    {
        _members.NoteSignOfLife(offer.Uuid);
        logger.OfferIgnored(offer.Uuid);
    }

    private void Answer(SignallingMessage.Description offer)
    {
        if (_intake.TryAnswer(offer) is not { } answering)
        {
            return;
        }

        if (role == PeerRole.Caller)
        {
            logger.TakesCallInstead(offer.Uuid);
        }

        _members.NoteSignOfLife(offer.Uuid);
        _state.Discard();
        _state = answering with { Renews = offer.Renews };
        _announcer.Tell(answering.Answer, answering.Attempt, offer.Uuid);
        _pending.MoveTo(answering.Attempt, offer.Uuid);
    }
}
