using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>
/// Brings two peers of a room together: who offers to whom, who answers, what is repeated and what is ignored.
/// It knows no clock and no socket; the time since some origin is handed in.
/// <para>
/// Peers may join in any order and the relay keeps nothing, so an offer is repeated until it is answered, and a callee
/// says hello when it joins. Other programs take a repeated offer badly: as soon as one has shown a sign of life, no
/// offer is made again. Where two callers meet, the one whose uuid is smaller takes the other's call.
/// </para>
/// </summary>
internal sealed class Negotiator(
    string uuid,
    PeerRole role,
    Func<PeerRole, INegotiatedConnection> connect,
    Action<SignallingMessage> send,
    ILogger logger)
{
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);

    private readonly Announcer _announcer = new(uuid, role, send);
    private readonly PendingCandidates _pending = new();
    private readonly RoomMembers _members = new();
    private NegotiationState _state = new NegotiationState.Idle();
    private TimeSpan _rest = FirstRest;

    /// <summary>The peer whose offer we answered, or which answered ours; null before that.</summary>
    public string? Remote => (_state as NegotiationState.Paired)?.Remote;

    /// <summary>Whether another callee said hello: where no offer comes, that is a likely reason.</summary>
    public bool MetCallee => _members.MetCallee;

    /// <summary>Why the latest description of another peer was refused, if one was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>When <see cref="Tick"/> has something to do; null for never.</summary>
    public TimeSpan? NextDeadline => _state switch
    {
        NegotiationState.Resting resting => resting.Until,
        NegotiationState.Offering offering when _members.SurviveAnotherOffer => offering.Next,
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
            case NegotiationState.Calling calling:
                _announcer.TellCandidates(calling.Attempt, calling.Remote);
                break;
            case NegotiationState.Answering answering:
                _announcer.Tell(answering.Answer, answering.Attempt, answering.Remote);
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
                ReceiveAnswer(answer);
                break;
        }
    }

    /// <summary>A connection has found a candidate of ours. Those of discarded connections may still come.</summary>
    public void LocalCandidate(INegotiatedConnection connection, RtcIceCandidate candidate)
    {
        if (CurrentAttempt is { } attempt && attempt.Connection == connection)
        {
            attempt.Candidates.Add(candidate);
            _announcer.TellCandidate(candidate, Remote);
        }
    }

    /// <summary>Whether a connection is the one of the current attempt.</summary>
    public bool IsCurrent(INegotiatedConnection connection) => CurrentAttempt?.Connection == connection;

    /// <summary>The channel is open.</summary>
    public void Opened()
    {
        if (_state is NegotiationState.Paired paired)
        {
            _state = new NegotiationState.Talking(paired.Attempt, paired.Remote);
        }
    }

    /// <summary>
    /// The current attempt failed: prepares another. False where there can be none, because a caller would have to offer
    /// again to a program that does not survive it.
    /// </summary>
    public bool TryStartOver(TimeSpan now)
    {
        CurrentAttempt?.Connection.Discard();
        GoBack(now);
        if (role == PeerRole.Callee)
        {
            _announcer.Hello();
            return true;
        }

        return _members.SurviveAnotherOffer;
    }

    public void Tick(TimeSpan now)
    {
        switch (_state)
        {
            case NegotiationState.Resting resting when now >= resting.Until:
                Call(now);
                break;
            case NegotiationState.Offering offering when now >= offering.Next && _members.SurviveAnotherOffer:
                logger.OffersAgain();
                _state = offering with { Next = now + offering.Interval, Interval = Longer(offering.Interval) };
                _announcer.Tell(offering.Offer, offering.Attempt, null);
                break;
        }
    }

    private Attempt? CurrentAttempt => _state switch
    {
        NegotiationState.Offering offering => offering.Attempt,
        NegotiationState.Paired paired => paired.Attempt,
        _ => null,
    };

    private static TimeSpan Longer(TimeSpan interval) => interval * 1.5 < MaxInterval ? interval * 1.5 : MaxInterval;

    /// <summary>Makes a fresh offer to all in the room.</summary>
    private void Call(TimeSpan now)
    {
        var attempt = new Attempt(connect(PeerRole.Caller), logger);
        var offer = attempt.Connection.Offer();
        _state = new NegotiationState.Offering(attempt, offer, now + FirstInterval, Longer(FirstInterval));
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
        _rest = Longer(_rest);
    }

    private void ReceiveHello(SignallingMessage.Hello hello, TimeSpan now)
    {
        switch (_state)
        {
            case NegotiationState.Answering answering when answering.Remote == hello.Uuid && hello.To is not null:
                logger.TurnedAway(hello.Uuid);
                answering.Attempt.Connection.Discard();
                GoBack(now);
                break;
            case not null when hello.Role == PeerRole.Caller:
                // It offers next.
                break;
            case NegotiationState.Offering offering when _members.SurviveAnotherOffer:
                _announcer.Tell(offering.Offer, offering.Attempt, hello.Uuid);
                break;
            case NegotiationState.Calling calling when calling.Remote == hello.Uuid:
                // Who says hello takes part in no call: it has given up the attempt that we are still in.
                logger.RemoteStartsOver(hello.Uuid);
                calling.Attempt.Connection.Discard();
                GoBack(now);
                break;
        }
    }

    private void ReceiveCandidate(SignallingMessage.Candidate candidate)
    {
        if (_state is NegotiationState.Paired paired)
        {
            if (paired.Remote == candidate.Uuid)
            {
                paired.Attempt.Add(candidate.Ice);
            }

            return;
        }

        _members.NoteSignOfLife(candidate.Uuid);
        if (!_pending.TryKeep(candidate.Uuid, candidate.Ice))
        {
            logger.CandidateDropped(candidate.Uuid);
        }
    }

    private void ReceiveAnswer(SignallingMessage.Description answer)
    {
        _members.NoteSignOfLife(answer.Uuid);
        if (_state is not NegotiationState.Offering offering)
        {
            logger.AnswerIgnored(answer.Uuid);
            if (Remote is { } remote && remote != answer.Uuid && _members.IsOwnKind(answer.Uuid))
            {
                // Somebody else was quicker. Without a word it would wait for a connection that never comes.
                _announcer.Hello(answer.Uuid);
            }

            return;
        }

        try
        {
            offering.Attempt.Connection.Accept(answer.Sdp);
        }
        catch (Exception e) when (e is RtcNegotiationException or InvalidOperationException)
        {
            Refuse(answer, e);
            return;
        }

        logger.PairedAsCaller(answer.Uuid);
        _state = new NegotiationState.Calling(offering.Attempt, answer.Uuid);
        AddPending(offering.Attempt, answer.Uuid);
    }

    private void ReceiveOffer(SignallingMessage.Description offer, TimeSpan now)
    {
        switch (_state)
        {
            case NegotiationState.Answering answering when answering.Remote == offer.Uuid
                && answering.Offered == IceCredentials.In(offer.Sdp.Sdp):
                _announcer.Tell(answering.Answer, answering.Attempt, answering.Remote);
                break;
            case NegotiationState.Talking:
            case NegotiationState.Paired paired when paired.Remote != offer.Uuid:
                logger.OfferIgnored(offer.Uuid);
                break;
            case NegotiationState.Calling calling when !TakesCallOf(offer):
                // It was our callee, gave up, and calls us now; but between us two it is we who call.
                calling.Attempt.Connection.Discard();
                GoBack(now);
                break;
            case NegotiationState.Offering offering when !TakesCallOf(offer):
                logger.OtherCallerToYield(offer.Uuid);
                _announcer.Tell(offering.Offer, offering.Attempt, offer.Uuid);
                break;
            default:
                Answer(offer);
                break;
        }
    }

    /// <summary>
    /// Whether an offer makes us a callee. A caller takes the call of a caller with a greater uuid, and of any other
    /// program: that one knows no such rule, and cannot have heard our offer if it makes one itself.
    /// </summary>
    private bool TakesCallOf(SignallingMessage.Description offer) =>
        role == PeerRole.Callee || offer.Role is null || string.CompareOrdinal(uuid, offer.Uuid) < 0;

    private void Answer(SignallingMessage.Description offer)
    {
        var attempt = new Attempt(connect(PeerRole.Callee), logger);
        RtcSessionDescription answer;
        try
        {
            answer = attempt.Connection.Answer(offer.Sdp);
        }
        catch (Exception e) when (e is RtcNegotiationException or InvalidOperationException)
        {
            attempt.Connection.Discard();
            Refuse(offer, e);
            return;
        }

        if (role == PeerRole.Caller)
        {
            logger.TakesCallInstead(offer.Uuid);
        }

        logger.PairedAsCallee(offer.Uuid);
        _members.NoteSignOfLife(offer.Uuid);
        CurrentAttempt?.Connection.Discard();
        _state = new NegotiationState.Answering(attempt, offer.Uuid, IceCredentials.In(offer.Sdp.Sdp), answer);
        _announcer.Tell(answer, attempt, offer.Uuid);
        AddPending(attempt, offer.Uuid);
    }

    private void Refuse(SignallingMessage.Description description, Exception reason)
    {
        // The first is worth a line. More of them are the doing of a stranger, who is not to fill the screen.
        var level = Refusal is null ? LogLevel.Warning : LogLevel.Debug;
        Refusal = reason.Message;
        logger.DescriptionRefused(level, description.Sdp.Type, description.Uuid, reason.Message);
    }

    private void AddPending(Attempt attempt, string remote)
    {
        foreach (var candidate in _pending.TakeOnly(remote))
        {
            attempt.Add(candidate);
        }
    }
}
