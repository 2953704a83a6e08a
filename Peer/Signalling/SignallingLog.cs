using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>What signalling tells. Never descriptions or candidates: they hold ICE passwords.</summary>
internal static partial class SignallingLog
{
    [LoggerMessage(LogLevel.Information, "joined {Relay}")]
    public static partial void Joined(this ILogger logger, string relay);

    [LoggerMessage(LogLevel.Information, "cannot reach the relay at {Relay} yet ({Reason}); trying on")]
    public static partial void RelayNotReachable(this ILogger logger, string relay, string reason);

    [LoggerMessage(LogLevel.Debug, "the relay cannot be reached ({Reason}); next try in {Delay}")]
    public static partial void RelayStillNotReachable(this ILogger logger, string reason, TimeSpan delay);

    [LoggerMessage(LogLevel.Debug, "lost the relay: {Reason}")]
    public static partial void LeftRelay(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "joining the relay anew, since the network has changed")]
    public static partial void Rejoins(this ILogger logger);

    [LoggerMessage(LogLevel.Debug, "the relay names {Count} STUN and TURN servers")]
    public static partial void RelayNamesServers(this ILogger logger, int count);

    [LoggerMessage(LogLevel.Debug, "the relay names no STUN and TURN servers: {Reason}")]
    public static partial void RelayNamesNoServers(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "ignored a signalling message: {Problem}")]
    public static partial void MessageIgnored(this ILogger logger, string problem);

    [LoggerMessage(LogLevel.Debug, "no answer yet; offering again")]
    public static partial void OffersAgain(this ILogger logger);

    [LoggerMessage(LogLevel.Debug, "{Remote} starts over, and so do we")]
    public static partial void RemoteStartsOver(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "{Remote} is with another peer already")]
    public static partial void TurnedAway(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "too many candidates without a description; dropped one of {Remote}")]
    public static partial void CandidateDropped(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "a candidate of the other end cannot be used: {Reason}")]
    public static partial void CandidateRefused(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "ignored an answer of {Remote}: no offer of ours is open")]
    public static partial void AnswerIgnored(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "ignored an offer of {Remote}: we are with another peer, or connected")]
    public static partial void OfferIgnored(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "{Remote} calls as well; it is to take our call")]
    public static partial void OtherCallerToYield(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Information, "another caller is in the room; taking the call of {Remote} instead")]
    public static partial void TakesCallInstead(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "{Remote} answers our call")]
    public static partial void PairedAsCaller(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "answering the call of {Remote}")]
    public static partial void PairedAsCallee(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "looking for another path to {Remote}")]
    public static partial void LooksForPath(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Debug, "{Remote} looks for another path as well; it is to take our offer")]
    public static partial void OtherOfferToYield(this ILogger logger, string remote);

    [LoggerMessage("cannot use the {Type} of {Remote}: {Reason}")]
    public static partial void DescriptionRefused(this ILogger logger, LogLevel level, RtcSdpType type, string remote, string reason);
}
