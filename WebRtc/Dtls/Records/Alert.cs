namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>An alert (RFC 5246 section 7.2).</summary>
internal readonly record struct Alert(bool IsFatal, AlertDescription Description)
{
    public const int Size = 2;
    private const byte Warning = 1;
    private const byte Fatal = 2;

    /// <summary>The sender sends no more.</summary>
    public static Alert CloseNotify => new(IsFatal: false, AlertDescription.CloseNotify);

    public static bool TryRead(ReadOnlySpan<byte> content, out Alert alert)
    {
        alert = default;
        if (content.Length != Size || content[0] is not (Warning or Fatal)) return false;
        alert = new(content[0] == Fatal, (AlertDescription)content[1]);
        return true;
    }

    public void Write(Span<byte> destination)
    {
        destination[0] = IsFatal ? Fatal : Warning;
        destination[1] = (byte)Description;
    }
}
