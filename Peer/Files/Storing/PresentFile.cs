using System.Security.Cryptography;

namespace RtcPeer.Peer.Files.Storing;

/// <summary>
/// A file that seems to be here already, as its size and time say. The sender's hash decides. Ours is not told: whoever
/// guesses name and size is not to learn what is in the file.
/// </summary>
internal sealed class PresentFile(string path, long length) : IIncomingFile
{
    public long Length => length;

    public string? Prefix => null;

    public void Append(ReadOnlySpan<byte> bytes) => throw new InvalidOperationException("The file is whole.");

    public void Restart() => throw new InvalidOperationException("The file is not to be changed.");

    public string Complete(string sha256)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == sha256
            ? path
            : throw new FileRefusedException("another file of that name is there");
    }

    public void Dispose()
    {
    }
}
