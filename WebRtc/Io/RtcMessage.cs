using System.Text;

namespace RtcPeer.WebRtc.Io;

/// <summary>One received message. The bytes belong to the receiver: nothing else refers to them.</summary>
public readonly struct RtcMessage
{
    internal RtcMessage(bool isText, byte[] data, int windowBytes)
    {
        IsText = isText;
        Data = data;
        WindowBytes = windowBytes;
    }

    /// <summary>Whether the other end sent a string (RFC 8831 section 6.6) and not binary data.</summary>
    public bool IsText { get; }

    /// <summary>The message's bytes; of a string, its UTF-8 as it arrived.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>What the message holds of the receive window until it is read, in bytes.</summary>
    internal int WindowBytes { get; }

    /// <summary>The message decoded as UTF-8, with U+FFFD in the place of what is not valid.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);
}
