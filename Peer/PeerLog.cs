using Microsoft.Extensions.Logging;

namespace RtcPeer.Peer;

/// <summary>What a run tells. Never a word of the conversation.</summary>
internal static partial class PeerLog
{
    [LoggerMessage(LogLevel.Information, "channel open ({Label})")]
    public static partial void ChannelOpen(this ILogger logger, string label);

    [LoggerMessage(LogLevel.Information, "channel open ({Label}), with {Name}")]
    public static partial void ChannelOpenWith(this ILogger logger, string label, string name);

    [LoggerMessage(LogLevel.Debug, "end of input; closing the channel")]
    public static partial void EndOfInput(this ILogger logger);

    [LoggerMessage(LogLevel.Debug, "connection: {Local} to {Remote}, {Cipher}; sent {Sent} and received {Received} bytes in datagrams")]
    public static partial void Path(this ILogger logger, string local, string remote, string? cipher, long sent, long received);

    [LoggerMessage(
        LogLevel.Debug,
        "connection: round trip {RoundTrip} ms, window {Window} bytes, datagrams of up to {Mtu} bytes; "
        + "{Packets} packets sent, {Again} of them again, {Timeouts} timeouts")]
    public static partial void Sending(
        this ILogger logger, double? roundTrip, int window, int mtu, long packets, long again, long timeouts);

    [LoggerMessage(LogLevel.Information, "channel closed")]
    public static partial void ChannelClosed(this ILogger logger);

    [LoggerMessage(LogLevel.Information, "the other end closed the channel before all of the input was sent")]
    public static partial void ClosedBeforeEndOfInput(this ILogger logger);

    [LoggerMessage(LogLevel.Information, "interrupted")]
    public static partial void Interrupted(this ILogger logger);

    [LoggerMessage(LogLevel.Error, "connection lost: {Reason}")]
    public static partial void ConnectionLost(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "{Who} takes no more: it has written {Confirmed} of {Length} bytes")]
    public static partial void NotTaken(this ILogger logger, string who, long confirmed, long length);

    [LoggerMessage(
        LogLevel.Error,
        "{Who} has left before all was said ({Reason}): it has written {Confirmed} of {Length} bytes, and {Received} have come from it")]
    public static partial void LeftEarly(
        this ILogger logger, string who, string reason, long confirmed, long length, long received);

    [LoggerMessage(
        LogLevel.Error,
        "{What} lost: {Reason}; the other end has confirmed {Confirmed} of {Length} bytes, and {Received} have come from it")]
    public static partial void PipeLost(
        this ILogger logger, string what, string reason, long confirmed, long length, long received);

    [LoggerMessage(LogLevel.Warning, "the connection is gone ({Reason}); waiting for another to the same peer")]
    public static partial void WaitsForConnection(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "there is another connection: the stream goes on, {Received} bytes have come so far")]
    public static partial void GoesOn(this ILogger logger, long received);

    [LoggerMessage(LogLevel.Warning, "{Name} asked to take up a conversation that was another's, and was turned away")]
    public static partial void NotTheSame(this ILogger logger, string name);

    [LoggerMessage(LogLevel.Information, "{Name} has left")]
    public static partial void MemberLeft(this ILogger logger, string name);

    [LoggerMessage(LogLevel.Error, "connection to {Name} lost: {Reason}")]
    public static partial void MemberLost(this ILogger logger, string name, string reason);

    [LoggerMessage(LogLevel.Error, "{Name} has taken nothing for {Seconds} s, and the others wait for it: its connection is ended")]
    public static partial void MemberDropped(this ILogger logger, string name, double seconds);

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    public static partial void GaveUp(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "a line of {Size} bytes was not sent: the other end takes messages of at most {MaxSize} bytes")]
    public static partial void LineTooLong(this ILogger logger, long size, long maxSize);

    [LoggerMessage(LogLevel.Error, "a line of {Size} bytes was not sent to {Name}, which takes messages of at most {MaxSize} bytes")]
    public static partial void LineTooLongFor(this ILogger logger, string name, long size, long maxSize);

    [LoggerMessage(LogLevel.Warning, "the input is not all UTF-8: what is not valid is sent as U+FFFD (--binary carries any bytes)")]
    public static partial void InputNotUtf8(this ILogger logger);

    [LoggerMessage(LogLevel.Error, "cannot read stdin: {Reason}")]
    public static partial void InputFailed(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "cannot write stdout: {Reason}")]
    public static partial void OutputFailed(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Debug, "nobody reads stdout any more; closing the channel")]
    public static partial void OutputClosed(this ILogger logger);

    [LoggerMessage(LogLevel.Error, "unexpected: {Reason}")]
    public static partial void Broke(this ILogger logger, Exception exception, string reason);
}
