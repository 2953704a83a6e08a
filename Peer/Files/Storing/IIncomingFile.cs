namespace RtcPeer.Peer.Files.Storing;

/// <summary>A file on its way into a <see cref="FileStore"/>. What is not complete when it is disposed of can be resumed.</summary>
internal interface IIncomingFile : IDisposable
{
    /// <summary>How many bytes are here.</summary>
    long Length { get; }

    /// <summary>The SHA-256 of the bytes that were here at the beginning; null to say nothing of it to the sender.</summary>
    string? Prefix { get; }

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Throws away what is here.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    void Restart();

    /// <summary>All bytes are here: puts the file into its place, if they are the right ones.</summary>
    /// <param name="sha256">The hash that they must have, in lower-case hexadecimal.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="FileRefusedException">They are others, and thrown away; or the name has been taken meanwhile.</exception>
    /// <exception cref="IOException">The file cannot be put there.</exception>
    string Complete(string sha256);
}
