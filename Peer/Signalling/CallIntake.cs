using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>Takes the calls of others: which of them, and how they are answered.</summary>
/// <param name="uuid">Our name in the room.</param>
/// <param name="role">The part that we were started for.</param>
/// <param name="connect">Makes a connection for a part in a call.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class CallIntake(
    string uuid, PeerRole role, Func<PeerRole, INegotiatedConnection> connect, ILogger logger)
{
    /// <summary>Why the latest description of another peer was refused, if one was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>
    /// Whether an offer makes us a callee. A caller takes the call of a caller with a greater uuid, and of any other
    /// program: that one knows no such rule, and cannot have heard our offer if it makes one itself.
    /// </summary>
    public bool Takes(SignallingMessage.Description offer) =>
        role == PeerRole.Callee || offer.Role is null || string.CompareOrdinal(uuid, offer.Uuid) < 0;

    /// <summary>Answers an offer with a fresh connection; null where the offer cannot be used.</summary>
    public NegotiationState.Answering? TryAnswer(SignallingMessage.Description offer)
    {
        var attempt = new Attempt(connect(PeerRole.Callee), logger);
        try
        {
            var answer = attempt.Connection.Answer(offer.Sdp);
            logger.PairedAsCallee(offer.Uuid);
            return new NegotiationState.Answering(attempt, offer.Uuid, IceCredentials.In(offer.Sdp.Sdp), answer);
        }
        catch (Exception e) when (e is RtcNegotiationException or InvalidOperationException)
        {
            attempt.Connection.Discard();
            Refuse(offer, e);
            return null;
        }
    }

    /// <summary>A description cannot be used.</summary>
    public void Refuse(SignallingMessage.Description description, Exception reason)
    {
        // The first is worth a line. More of them are the doing of a stranger, who is not to fill the screen.
        var level = Refusal is null ? LogLevel.Warning : LogLevel.Debug;
        Refusal = reason.Message;
        logger.DescriptionRefused(level, description.Sdp.Type, description.Uuid, reason.Message);
    }
}
