using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// Between records and the handshake: fragments become messages in order, and the other end's repeated messages become
/// repeated flights of ours.
/// </summary>
internal sealed class HandshakeLayer : IDisposable
{
    private readonly HandshakeContext _context;
    private readonly HandshakeReassembler _reassembler = new();
    private readonly IHandshake _handshake;

    /// <summary>The message_seq of the message that made us send the current flight; none at first.</summary>
    private int _answeredSequence = -1;

    public HandshakeLayer(DtlsOptions options, IEntropy entropy, RecordLayer records)
    {
        _context = new HandshakeContext(options, entropy, records);
        _handshake = options.Role == DtlsRole.Client ? new ClientHandshake(_context) : new ServerHandshake(_context);
    }

    public bool IsComplete => _handshake.IsComplete;

    /// <summary>The other end's DER certificate; null until it has been checked.</summary>
    public byte[]? PeerCertificate => _context.PeerCertificate;

    /// <summary>The suite in use; null until it has been agreed on.</summary>
    public CipherSuite? Suite => _context.Suite;

    public Instant Deadline => _context.Flight.Deadline;

    /// <summary>How many fragments were malformed, too far ahead, too large or in the wrong epoch.</summary>
    public long DroppedFragments { get; private set; }

    /// <summary>How often the other end has asked for another handshake under the keys of this one.</summary>
    public long Renegotiations { get; private set; }

    public void Start(Instant now) => _handshake.Start(now);

    /// <summary>Takes the content of a handshake record; a fault ends the handshake.</summary>
    public HandshakeFault? Receive(ReadOnlySpan<byte> content, ushort epoch, Instant now)
    {
        var reader = new ByteReader(content);
        while (!reader.IsAtEnd)
        {
            if (!HandshakeFragment.TryRead(ref reader, out var fragment))
            {
                DroppedFragments++;
                return null;
            }
            if (Receive(fragment, epoch, now) is { } fault) return fault;
        }
        return null;
    }

    public void Tick(Instant now) => _context.Flight.Tick(now);

    public bool TryWrite(Span<byte> destination, Instant now, out int length) =>
        _context.Flight.TryWrite(destination, now, out length);

    /// <summary>Sends the flight again before its time: the other end seems to wait for it.</summary>
    public void Repeat(Instant now) => _context.Flight.Repeat(now);

    /// <summary>Forgets the flight: nobody waits for it any more.</summary>
    public void DropFlight() => _context.Flight.Drop();

    /// <summary>
    /// Wipes the secrets of a complete handshake; the last flight stays, should it have to be repeated.
    /// </summary>
    public void Forget() => _context.Forget();

    public void Dispose()
    {
        _handshake.Dispose();
        _context.Dispose();
    }

    private HandshakeFault? Receive(in HandshakeFragment fragment, ushort epoch, Instant now)
    {
        // Finished is the one message of epoch 1, and epoch 0 can be written by anybody: a message in the wrong one
        // is nobody's mistake but a forgery, or the start of a renegotiation.
        var isProtected = epoch == RecordLayer.ProtectedEpoch;
        if (isProtected != (fragment.Type == HandshakeType.Finished) || (IsComplete && !isProtected))
        {
            var isRenegotiation = fragment.Type is HandshakeType.ClientHello or HandshakeType.HelloRequest;
            if (isProtected && isRenegotiation) Renegotiations++;
            else DroppedFragments++;
            return null;
        }
        if (fragment.MessageSequence < _reassembler.NextSequence)
        {
            // One message stands for its flight, and one fragment for its message: a flight is repeated once, not
            // once for each of its parts.
            var isLast = fragment.MessageSequence == _answeredSequence && fragment.End == fragment.MessageLength;
            if (isLast) _context.Flight.Repeat(now);
            return null;
        }
        if (IsComplete || !_reassembler.TryAdd(fragment))
        {
            DroppedFragments++;
            return null;
        }
        while (_reassembler.TryTake(out var message))
        {
            var flight = _context.Flight.Number;
            if (_handshake.Receive(message, now) is { } fault) return fault;
            if (_context.Flight.Number != flight) _answeredSequence = message.Sequence;
        }
        return null;
    }
}
