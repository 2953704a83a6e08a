namespace RtcPeer.WebRtc.Io;

/// <summary>A message larger than the other end accepts (<c>a=max-message-size</c>, RFC 8841 section 6).</summary>
public sealed class RtcMessageTooLargeException : Exception
{
    internal RtcMessageTooLargeException(long size, long maxSize)
        : base($"The message has {size} bytes; the other end accepts at most {maxSize}.")
    {
        Size = size;
        MaxSize = maxSize;
    }

    /// <summary>The message's size, in bytes.</summary>
    public long Size { get; }

    /// <summary>The most that the other end accepts, in bytes.</summary>
    public long MaxSize { get; }
}
