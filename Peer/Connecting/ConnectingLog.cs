using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Connecting;

/// <summary>What connecting tells.</summary>
internal static partial class ConnectingLog
{
    [LoggerMessage("connection: {State}")]
    public static partial void StateChanged(this ILogger logger, LogLevel level, RtcPeerConnectionState state);

    [LoggerMessage(LogLevel.Warning, "connection: there is a path again")]
    public static partial void PathFound(this ILogger logger);

    [LoggerMessage(LogLevel.Information, "connected {Path}: {Ends}{RoundTrip}, after {Took}")]
    public static partial void Connected(this ILogger logger, string path, string ends, string roundTrip, string took);

    [LoggerMessage(LogLevel.Information, "the path{Name} is now {Path}: {Ends}{RoundTrip}")]
    public static partial void GoesAnotherWay(this ILogger logger, string name, string path, string ends, string roundTrip);

    [LoggerMessage("refused the channel '{Label}' of the other end: the one to talk on is '{Expected}'")]
    public static partial void ChannelRefused(this ILogger logger, LogLevel level, string label, string expected);

    [LoggerMessage(LogLevel.Warning, "{Url} {What}")]
    public static partial void ServerOfNoUse(this ILogger logger, string url, string what);

    [LoggerMessage(LogLevel.Warning, "{Url} {What} ({Code})")]
    public static partial void ServerRefused(this ILogger logger, string url, string what, int code);

    [LoggerMessage(LogLevel.Warning, "could not connect ({Reason}); trying again")]
    public static partial void AttemptFailed(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "turned {Remote} away: {Reason}")]
    public static partial void TurnedAway(this ILogger logger, string remote, string reason);

    [LoggerMessage(LogLevel.Error, "{Count} others did not know the secret: nobody else is let in")]
    public static partial void TakesNobodyElse(this ILogger logger, int count);

    [LoggerMessage(LogLevel.Error, "unexpected, and the relay is of no more use: {Reason}")]
    public static partial void RendezvousBroke(this ILogger logger, Exception exception, string reason);
}
