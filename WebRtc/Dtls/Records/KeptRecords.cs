namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>
/// Records that came before they could be read: sealed with keys that the handshake has not reached yet, or data from
/// an end that has not yet proven who it is. Keeping a few spares a timeout wherever packets overtake one another.
/// </summary>
internal sealed class KeptRecords
{
    public const int MaxCount = 16;

    /// <summary>In bytes, of all records together.</summary>
    public const int MaxLength = 32 * 1024;

    private readonly List<byte[]> _records = [];
    private int _length;

    /// <summary>Keeps a copy of a whole record, header and all; false if there is no room.</summary>
    public bool TryAdd(ReadOnlySpan<byte> record)
    {
        if (_records.Count == MaxCount || _length + record.Length > MaxLength) return false;
        _records.Add(record.ToArray());
        _length += record.Length;
        return true;
    }

    /// <summary>Gives back the oldest record, or the oldest that is no application data.</summary>
    public bool TryTake(bool alsoApplicationData, out Span<byte> record)
    {
        for (var i = 0; i < _records.Count; i++)
        {
            if (!alsoApplicationData && _records[i][0] == (byte)ContentType.ApplicationData) continue;
            record = _records[i];
            _length -= record.Length;
            _records.RemoveAt(i);
            return true;
        }
        record = default;
        return false;
    }

    public void Clear()
    {
        _records.Clear();
        _length = 0;
    }
}
