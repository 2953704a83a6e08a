namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>
/// The epochs of an association: 0 in the clear, and 1 under the negotiated keys. There is no third, since we never
/// renegotiate.
/// </summary>
internal sealed class RecordLayer : IDisposable
{
    public const ushort ClearEpoch = 0;
    public const ushort ProtectedEpoch = 1;

    private readonly EpochWriter _clearWriter = new(ClearEpoch, protection: null);
    private EpochWriter? _protectedWriter;
    private EpochReader? _reader;
    private bool _writesProtected;

    /// <summary>Whether records of epoch 1 can be opened.</summary>
    public bool HasKeys => _reader is not null;

    /// <summary>What new records are written with: epoch 0 until our ChangeCipherSpec has been sent.</summary>
    public EpochWriter Writer => _writesProtected && _protectedWriter is not null ? _protectedWriter : _clearWriter;

    /// <summary>
    /// Takes the keys of epoch 1. Reading changes at once, writing with <see cref="WriteProtected"/>.
    /// </summary>
    public void InstallKeys(EpochWriter writer, EpochReader reader)
    {
        _protectedWriter = writer;
        _reader = reader;
    }

    public void WriteProtected() => _writesProtected = true;

    /// <summary>The writer of an epoch: flights that are sent again need the older one too.</summary>
    public EpochWriter WriterOf(ushort epoch) =>
        epoch == ClearEpoch
            ? _clearWriter
            : _protectedWriter ?? throw new InvalidOperationException("Epoch 1 has no keys yet.");

    /// <summary>Opens a record where it stands; false for one that has to be dropped.</summary>
    public bool TryOpen(scoped in RecordHeader header, Span<byte> fragment, out Span<byte> content)
    {
        content = default;
        if (header.Epoch == ProtectedEpoch)
        {
            return _reader is not null && _reader.TryOpen(header, fragment, out content);
        }
        if (header.Epoch != ClearEpoch || !DtlsVersion.IsDtls(header.Version)) return false;
        if (fragment.Length > RecordHeader.MaxPlaintextLength) return false;
        content = fragment;
        return true;
    }

    public void Dispose()
    {
        _clearWriter.Dispose();
        _protectedWriter?.Dispose();
        _reader?.Dispose();
    }
}
