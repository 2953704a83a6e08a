namespace RtcPeer.Peer.Files.Protocol;

/// <summary>The text messages of "rtcpeer-file/1". The nested records are all that there are.</summary>
internal abstract record FileMessage
{
    /// <summary>What the channel of a file says that it speaks.</summary>
    public const string ProtocolName = "rtcpeer-file/1";

    /// <summary>The label of such a channel.</summary>
    public const string Label = "file";

    /// <summary>The sender's first message.</summary>
    internal sealed record Announce(Announcement File) : FileMessage;

    /// <summary>The receiver wants the bytes from an offset on.</summary>
    /// <param name="Offset">How many bytes it has.</param>
    /// <param name="Prefix">
    /// The SHA-256 of those, in lower-case hexadecimal, so that the sender can tell whether they are the file's; null
    /// where the receiver does not say.
    /// </param>
    internal sealed record Accept(long Offset, string? Prefix) : FileMessage;

    /// <summary>The receiver does not want the file.</summary>
    internal sealed record Refuse(string Reason) : FileMessage;

    /// <summary>The sender's answer to a prefix that is not the file's: it sends all of the file.</summary>
    internal sealed record Restart : FileMessage;

    /// <summary>All bytes are sent.</summary>
    /// <param name="Sha256">Of the whole file, in lower-case hexadecimal.</param>
    internal sealed record Done(string Sha256) : FileMessage;

    /// <summary>The receiver has the whole file.</summary>
    internal sealed record Confirm : FileMessage;

    /// <summary>The receiver gives the file up.</summary>
    internal sealed record Fail(string Reason) : FileMessage;
}
