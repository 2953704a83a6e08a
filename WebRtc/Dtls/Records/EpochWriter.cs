namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>
/// Makes the records that we send in one epoch; it alone hands out sequence numbers, each of them once.
/// </summary>
/// <param name="protection">Null in epoch 0, whose records travel in the clear.</param>
internal sealed class EpochWriter(ushort epoch, RecordProtection? protection, ulong firstSequenceNumber = 0)
    : IDisposable
{
    private ulong _nextSequenceNumber = firstSequenceNumber;

    /// <summary>Where the content of a record begins.</summary>
    public int HeaderLength => RecordHeader.Size + (protection?.ExplicitNonceLength ?? 0);

    /// <summary>By how many bytes a record is longer than its content.</summary>
    public int Overhead => RecordHeader.Size + (protection?.Overhead ?? 0);

    /// <summary>How many records may still be sent in this epoch.</summary>
    public ulong Remaining => RecordHeader.MaxSequenceNumber + 1 - _nextSequenceNumber;

    /// <summary>Makes a record of the content at <paramref name="buffer"/>[HeaderLength..], where it stands.</summary>
    /// <returns>The record's length.</returns>
    /// <exception cref="InvalidOperationException">The sequence numbers are used up: a repeated nonce would reveal
    /// the key, so this may not be passed over.</exception>
    public int Seal(ContentType type, Span<byte> buffer, int contentLength)
    {
        if (_nextSequenceNumber > RecordHeader.MaxSequenceNumber)
        {
            throw new InvalidOperationException("This epoch has no sequence numbers left.");
        }
        var length = contentLength + Overhead;
        var header = new RecordHeader(
            type, DtlsVersion.Dtls12, epoch, _nextSequenceNumber++, length - RecordHeader.Size);
        header.Write(buffer);
        protection?.Seal(header, buffer[RecordHeader.Size..length]);
        return length;
    }

    public void Dispose() => protection?.Dispose();
}
