using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>Takes the answers of others to our offers.</summary>
/// <param name="capacity">How many peers a caller takes at a time.</param>
/// <param name="connect">Makes a connection for a part in a call.</param>
/// <param name="announcer">Speaks to the room.</param>
/// <param name="members">The room.</param>
/// <param name="pending">The candidates that came before their descriptions.</param>
/// <param name="calls">Where what cannot be used is refused.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class AnswerIntake(
    int capacity,
    Func<PeerRole, INegotiatedConnection> connect,
    Announcer announcer,
    RoomMembers members,
    PendingCandidates pending,
    CallIntake calls,
    ILogger logger)
{
    /// <summary>Takes an answer; the state that follows.</summary>
    public NegotiationState Receive(SignallingMessage.Description answer, NegotiationState state, TimeSpan now)
    {
        members.NoteSignOfLife(answer.Uuid);
        try
        {
            switch (state)
            {
                case NegotiationState.Offering offering:
                    return Pair(offering, answer);
                case NegotiationState.Serving serving when serving.Calls.TryReceiveAnswer(answer, now):
                    break;
                default:
                    TurnAway(answer, state);
                    break;
            }
        }
        catch (Exception e) when (e is RtcNegotiationException or InvalidOperationException)
        {
            calls.Refuse(answer, e);
        }

        return state;
    }

    /// <summary>Our offer to all is answered.</summary>
    private NegotiationState.Serving Pair(NegotiationState.Offering offering, SignallingMessage.Description answer)
    {
        offering.Attempt.Connection.Accept(answer.Sdp, answer.TakesPipes);
        logger.PairedAsCaller(answer.Uuid);
        var made = new Calls(capacity, members, () => connect(PeerRole.Caller), announcer, logger);
        made.Adopt(answer.Uuid, offering.Attempt, IceCredentials.In(answer.Sdp.Sdp));
        pending.MoveTo(offering.Attempt, answer.Uuid);
        return new NegotiationState.Serving(made);
    }

    /// <summary>Somebody else was quicker to answer, or there is no call to answer.</summary>
    private void TurnAway(SignallingMessage.Description answer, NegotiationState state)
    {
        logger.AnswerIgnored(answer.Uuid);
        if (state.Remotes.Any() && !state.Remotes.Contains(answer.Uuid) && members.IsOwnKind(answer.Uuid))
        {
            // Without a word it would wait for a connection that never comes.
            announcer.Hello(answer.Uuid);
        }
    }
}
