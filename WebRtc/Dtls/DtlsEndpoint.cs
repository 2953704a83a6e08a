using System.Diagnostics.CodeAnalysis;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Handshake;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls;

/// <summary>
/// One end of a DTLS 1.2 association (RFC 6347), as WebRTC uses it: both ends show a certificate, and each expects of
/// the other the one whose fingerprint was signalled. Until that is proven no application data passes, either way.
/// </summary>
/// <remarks>
/// The extended master secret is used with every peer that knows it. A peer that does not is served as well: what it
/// protects from needs session resumption, renegotiation or exported keys, and there are none here.
/// </remarks>
internal sealed class DtlsEndpoint : IDisposable
{
    /// <summary>Sequence numbers that application data leaves unused, so that the end can still be announced.</summary>
    private const ulong ReservedRecords = 16;

    /// <summary>Room for a sealed record with a useful piece of a message.</summary>
    private const int MinDatagramSize = 100;

    private readonly DtlsOptions _options;
    private readonly RecordLayer _records = new();
    private readonly HandshakeLayer _handshake;
    private readonly AlertSender _alerts;
    private readonly KeptRecords _kept = new();
    private readonly Queue<DtlsEvent> _events = [];
    private Instant _handshakeDeadline = Instant.Never;
    private long _refusedRenegotiations;
    private bool _mayRepeatFlight;

    /// <exception cref="ArgumentException">No fingerprint to expect of the other end, or sizes and times that no
    /// handshake could work with.</exception>
    public DtlsEndpoint(DtlsOptions options, IEntropy entropy)
    {
        if (options.RemoteFingerprints.Count == 0)
        {
            throw new ArgumentException("Without a fingerprint nobody could be told from anybody.", nameof(options));
        }
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.InitialTimeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDatagramSize, MinDatagramSize, nameof(options));
        _options = options;
        _handshake = new HandshakeLayer(options, entropy, _records);
        _alerts = new AlertSender(_records);
    }

    public DtlsState State { get; private set; } = DtlsState.New;

    /// <summary>Where application data begins in a datagram for <see cref="Seal"/>.</summary>
    public int HeaderLength => _records.Writer.HeaderLength;

    /// <summary>By how many bytes a datagram is longer than the application data in it.</summary>
    public int Overhead => _records.Writer.Overhead;

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public Instant NextDeadline =>
        State == DtlsState.Connecting ? Instant.Earlier(_handshakeDeadline, _handshake.Deadline) : Instant.Never;

    /// <summary>How many records were dropped: malformed, repeated, not authentic, or out of place.</summary>
    public long DroppedRecords { get; private set; }

    /// <summary>How many pieces of handshake messages were dropped, of records that were not.</summary>
    public long DroppedFragments => _handshake.DroppedFragments;

    /// <summary>Begins: the client with its hello, the server by waiting for one.</summary>
    public void Start(Instant now)
    {
        if (State != DtlsState.New) throw new InvalidOperationException("Already started.");
        State = DtlsState.Connecting;
        _handshakeDeadline = now + _options.HandshakeTimeout;
        _handshake.Start(now);
    }

    /// <summary>
    /// Takes the next record off a datagram, or one that was kept until now; to be called until it returns false.
    /// </summary>
    /// <param name="datagram">What is left of it afterwards. Records are opened where they stand.</param>
    /// <param name="applicationData">Empty unless the record held some; valid until the next call.</param>
    public bool TryReadRecord(ref Span<byte> datagram, Instant now, out ReadOnlySpan<byte> applicationData)
    {
        applicationData = default;
        if (_records.HasKeys && _kept.TryTake(State == DtlsState.Connected, out var kept))
        {
            if (RecordHeader.TryRead(kept, out var keptHeader)) Read(keptHeader, kept, now, out applicationData);
            return true;
        }
        if (datagram.IsEmpty) return false;
        if (!RecordHeader.TryRead(datagram, out var header))
        {
            DroppedRecords++;
            datagram = default;
            return false;
        }
        var record = datagram[..(RecordHeader.Size + header.Length)];
        datagram = datagram[record.Length..];
        Read(header, record, now, out applicationData);
        return true;
    }

    /// <summary>Writes the next datagram of the handshake, or an alert; to be called until it returns false.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length) =>
        _handshake.TryWrite(destination, now, out length) || _alerts.TryWrite(destination, now, out length);

    /// <summary>
    /// Seals the application data at <paramref name="buffer"/>[<see cref="HeaderLength"/>..] where it stands.
    /// </summary>
    /// <returns>The datagram's length; 0 if there are no more sequence numbers, which ends the association.</returns>
    /// <exception cref="InvalidOperationException">Not connected.</exception>
    public int Seal(Span<byte> buffer, int plaintextLength)
    {
        if (State != DtlsState.Connected) throw new InvalidOperationException("Not connected.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plaintextLength, RecordHeader.MaxPlaintextLength);
        var writer = _records.Writer;
        if (writer.Remaining > ReservedRecords)
        {
            return writer.Seal(ContentType.ApplicationData, buffer, plaintextLength);
        }
        _alerts.SendLast(Alert.CloseNotify);
        End(new DtlsEvent.Failed(DtlsFailure.SequenceExhausted, null, "All sequence numbers are used up."));
        return 0;
    }

    /// <summary>Sends a flight again whose answer is overdue, or gives up.</summary>
    public void Tick(Instant now)
    {
        if (State != DtlsState.Connecting) return;
        if (now < _handshakeDeadline)
        {
            _handshake.Tick(now);
            return;
        }
        End(new DtlsEvent.Failed(
            DtlsFailure.HandshakeTimeout, null, "The other end did not complete the handshake in time."));
    }

    public bool TryNextEvent([NotNullWhen(true)] out DtlsEvent? next) =>
        _events.TryDequeue(out next);

    /// <summary>Says that no more will be sent, and receives no more (RFC 5246 section 7.2.1).</summary>
    public void Close()
    {
        if (State is DtlsState.Failed or DtlsState.Closed) return;
        if (State != DtlsState.New) _alerts.SendLast(Alert.CloseNotify);
        State = DtlsState.Closed;
        StopHandshake();
    }

    public void Dispose()
    {
        if (State != DtlsState.Failed) State = DtlsState.Closed;
        StopHandshake();
        _alerts.Cancel();
        _handshake.Dispose();
        _records.Dispose();
    }

    private void Read(
        scoped in RecordHeader header, Span<byte> record, Instant now, out ReadOnlySpan<byte> applicationData)
    {
        applicationData = default;
        switch (State)
        {
            case DtlsState.Connected when header.Epoch == RecordLayer.ProtectedEpoch:
            case DtlsState.Connecting when !IsEarly(header):
                ReadNow(header, record[RecordHeader.Size..], now, out applicationData);
                return;
            case DtlsState.Connecting:
                KeepEarly(header, record, now);
                return;
            case DtlsState.Closed or DtlsState.Failed when header.Type != ContentType.Alert:
                // To an alert none is given back, or two ends could go on saying goodbye to each other.
                _alerts.Repeat(now);
                break;
        }
        DroppedRecords++;
    }

    private void KeepEarly(in RecordHeader header, ReadOnlySpan<byte> record, Instant now)
    {
        if (!_kept.TryAdd(record)) DroppedRecords++;
        // Data says that the other end is through: its Finished is under way or lost. Asking costs a flight, waiting a timeout.
        if (_records.HasKeys && header.Type == ContentType.ApplicationData) _handshake.Repeat(now);
    }

    /// <summary>Whether a record is of a time that the handshake has not reached yet.</summary>
    private bool IsEarly(in RecordHeader header) =>
        header.Epoch == RecordLayer.ProtectedEpoch
        && (!_records.HasKeys || header.Type == ContentType.ApplicationData);

    private void ReadNow(
        scoped in RecordHeader header, Span<byte> fragment, Instant now, out ReadOnlySpan<byte> applicationData)
    {
        applicationData = default;
        if (!_records.TryOpen(header, fragment, out var content))
        {
            DroppedRecords++;
            return;
        }
        switch (header.Type)
        {
            case ContentType.ApplicationData when State == DtlsState.Connected:
                applicationData = content;
                if (_mayRepeatFlight) ConfirmFlight();
                break;
            case ContentType.Handshake:
                ReadHandshake(content, header.Epoch, now);
                break;
            case ContentType.Alert when Alert.TryRead(content, out var alert):
                ReadAlert(alert);
                break;
            case ContentType.ChangeCipherSpec when header.Epoch == RecordLayer.ClearEpoch:
                // The epoch of each record says what this message says, and says it also when this one is lost.
                break;
            default:
                DroppedRecords++;
                break;
        }
    }

    private void ReadHandshake(ReadOnlySpan<byte> content, ushort epoch, Instant now)
    {
        if (_handshake.Receive(content, epoch, now) is { } fault)
        {
            _alerts.SendLast(new(IsFatal: true, fault.Alert));
            End(new DtlsEvent.Failed(fault.Reason, null, fault.Message));
            return;
        }
        if (_handshake.Renegotiations > _refusedRenegotiations)
        {
            _refusedRenegotiations = _handshake.Renegotiations;
            _alerts.Send(new(IsFatal: false, AlertDescription.NoRenegotiation));
        }
        if (State != DtlsState.Connecting || !_handshake.IsComplete) return;
        if (_handshake.PeerCertificate is not { } certificate || _handshake.Suite is not { } suite) return;
        State = DtlsState.Connected;
        _mayRepeatFlight = _options.Role == DtlsRole.Server;
        _handshake.Forget();
        _events.Enqueue(new DtlsEvent.Connected(certificate, suite));
    }

    private void ReadAlert(Alert alert)
    {
        if (alert.Description == AlertDescription.CloseNotify)
        {
            _alerts.SendLast(Alert.CloseNotify);
            State = DtlsState.Closed;
            StopHandshake();
            _events.Enqueue(new DtlsEvent.Closed());
        }
        else if (alert.IsFatal)
        {
            End(new DtlsEvent.Failed(
                DtlsFailure.AlertReceived, alert.Description,
                $"The other end ended the association: {alert.Description}."));
        }
    }

    /// <summary>Data of the client shows that it has our Finished, which then need not be kept.</summary>
    private void ConfirmFlight()
    {
        _mayRepeatFlight = false;
        _handshake.DropFlight();
    }

    private void End(DtlsEvent.Failed failure)
    {
        State = DtlsState.Failed;
        StopHandshake();
        _events.Enqueue(failure);
    }

    private void StopHandshake()
    {
        _handshake.DropFlight();
        _kept.Clear();
    }
}
