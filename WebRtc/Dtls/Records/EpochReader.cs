namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>Opens the protected records of the other end, each of them once.</summary>
internal sealed class EpochReader(RecordProtection protection) : IDisposable
{
    private readonly ReplayWindow _window = new();

    /// <summary>
    /// Opens a record where it stands. Everything cheap is asked first: a false tag costs an exception, and a stranger
    /// can send as many as the path carries.
    /// </summary>
    public bool TryOpen(scoped in RecordHeader header, Span<byte> fragment, out Span<byte> content)
    {
        content = default;
        var length = fragment.Length - protection.Overhead;
        if (length is < 0 or > RecordHeader.MaxPlaintextLength) return false;
        if (header.Version != DtlsVersion.Dtls12) return false;
        if (_window.HasSeen(header.SequenceNumber)) return false;
        if (!protection.TryOpen(header, fragment, out content)) return false;
        _window.Mark(header.SequenceNumber);
        return true;
    }

    public void Dispose() => protection.Dispose();
}
