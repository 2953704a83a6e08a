using Microsoft.Extensions.Logging;

namespace RtcPeer.Peer.Files;

/// <summary>What sending and receiving files tell.</summary>
internal static partial class FilesLog
{
    [LoggerMessage(LogLevel.Debug, "received {Name} ({Bytes} bytes), which is {Path} now")]
    public static partial void FileReceived(this ILogger logger, string name, long bytes, string path);

    [LoggerMessage(LogLevel.Warning, "not received: {Name}: {Reason}")]
    public static partial void FileNotReceived(this ILogger logger, string name, string reason);

    [LoggerMessage(LogLevel.Error, "cannot write {Name}: {Reason}")]
    public static partial void CannotWrite(this ILogger logger, string name, string reason);

    [LoggerMessage(LogLevel.Debug, "sent {Name} ({Bytes} bytes)")]
    public static partial void FileSent(this ILogger logger, string name, long bytes);

    [LoggerMessage("not sent: {Name}: {Reason}")]
    public static partial void FileNotSent(this ILogger logger, LogLevel level, string name, string reason);

    [LoggerMessage(LogLevel.Warning, "left out {Count} links and partial files of the folders")]
    public static partial void LeftOut(this ILogger logger, int count);

    [LoggerMessage(LogLevel.Information, "{Summary}")]
    public static partial void FilesDone(this ILogger logger, TransferSummary summary);

    [LoggerMessage(LogLevel.Information, "from {Sender}: {Summary}")]
    public static partial void FilesDoneBy(this ILogger logger, string sender, TransferSummary summary);

    [LoggerMessage(LogLevel.Information, "waiting for files, which go to {Folder}")]
    public static partial void Serving(this ILogger logger, string folder);

    [LoggerMessage(LogLevel.Error, "the other end has left before all files were sent")]
    public static partial void ReceiverLeft(this ILogger logger);

    [LoggerMessage(LogLevel.Error, "the other end has sent no file")]
    public static partial void NothingReceived(this ILogger logger);
}
