namespace RtcPeer.Peer.Piping;

/// <summary>
/// What one end of a pipe says to the other. The bytes themselves are binary messages; all else is a text message with a
/// JSON object in it. Since the channel keeps the order, bytes need no offset of their own: they go on where
/// <see cref="Open"/> said that they had come to.
/// </summary>
internal abstract record PipeFrame
{
    /// <summary>The first on each connection.</summary>
    /// <param name="Received">How many bytes have come over earlier connections: what to go on with.</param>
    /// <param name="Window">How many bytes may be on their way to our stdout at a time.</param>
    /// <param name="Takes">Whether we take anything at all.</param>
    /// <param name="Framing">What the bytes that we send are made of.</param>
    internal sealed record Open(long Received, long Window, bool Takes, PipeFraming Framing) : PipeFrame;

    /// <summary>So many bytes are written to our stdout.</summary>
    internal sealed record Confirmed(long Count) : PipeFrame;

    /// <summary>Our stdin has ended.</summary>
    /// <param name="Count">All the bytes that there were.</param>
    /// <param name="Sha256">Their hash, in lower-case hexadecimal.</param>
    /// <param name="Waits">Whether we wait for the end of the other's stdin in any case.</param>
    internal sealed record End(long Count, string Sha256, bool Waits) : PipeFrame;

    /// <summary>All of it is written to our stdout, and this is what that was.</summary>
    internal sealed record Done(long Count, string Sha256) : PipeFrame;

    /// <summary>Our stdout takes no more; so many bytes were written to it.</summary>
    internal sealed record Broken(long Count) : PipeFrame;

    /// <summary>We end before our time.</summary>
    internal sealed record Leave(string Reason) : PipeFrame;

    /// <summary>Bytes of the stream; borrowed until they are confirmed.</summary>
    internal sealed record Data(ReadOnlyMemory<byte> Bytes) : PipeFrame;
}
