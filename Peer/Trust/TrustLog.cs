using Microsoft.Extensions.Logging;

namespace RtcPeer.Peer.Trust;

/// <summary>What is told of who is at the other end. Never a secret, or anything made of one.</summary>
internal static partial class TrustLog
{
    [LoggerMessage(LogLevel.Information, "{Remote} knows the secret, and nobody stands between")]
    public static partial void Proven(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Information, "{Remote} may ask to compare this number: {Number}")]
    public static partial void NumberToCompare(this ILogger logger, string remote, string number);

    [LoggerMessage(LogLevel.Information, "{Remote} is said to show the same number")]
    public static partial void Compared(this ILogger logger, string remote);

    [LoggerMessage(LogLevel.Warning, "{Remote} does not accept the connection: {Reason}")]
    public static partial void NotAccepted(this ILogger logger, string remote, string reason);

    [LoggerMessage(LogLevel.Debug, "ignored a step of {Remote}: there is no connection that it belongs to")]
    public static partial void StepIgnored(this ILogger logger, string remote);
}
