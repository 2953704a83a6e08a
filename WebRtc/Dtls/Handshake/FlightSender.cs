using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// Our current flight: sent as a whole, and again as a whole until the other end's next flight answers it (RFC 6347
/// section 4.2.4). The last flight of a handshake has no answer and no timer, and is only sent again when the other
/// end shows, by repeating its own, that it has missed ours.
/// </summary>
internal sealed class FlightSender(DtlsOptions options, RecordLayer records)
{
    /// <summary>
    /// RFC 6347 section 4.2.4.1 has 60 s, in which a handshake that lost three flights in a row would be given up. ICE
    /// says whether the path lives, and one that does bears a flight every other second.
    /// </summary>
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A repeated flight of the other end makes us repeat ours at most this often, whoever repeats it.
    /// </summary>
    private static readonly TimeSpan MinRepeatInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Rather than so little of a message, a datagram carries none of it.</summary>
    private const int MinFragmentLength = 32;

    private readonly List<Item> _items = [];
    private ushort _nextSequence;
    private int _item;
    private int _offset;
    private bool _expectsAnswer;
    private bool _wasRepeated;
    private TimeSpan _timeout = options.InitialTimeout;
    private Instant _lastSent = Instant.Never;

    /// <summary>When the flight is to be sent again.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>Counts the flights, so that one may know whether a message was answered by a new one.</summary>
    public int Number { get; private set; }

    private bool IsWriting => _item < _items.Count;

    /// <summary>Puts the former flight aside, which the other end has answered.</summary>
    public void Begin()
    {
        Drop();
        Number++;
        // "Implementations SHOULD retain the current timer value until a transmission without loss occurs".
        if (!_wasRepeated) _timeout = options.InitialTimeout;
        _wasRepeated = false;
    }

    /// <summary>Adds a message to the flight, in the current epoch, and gives it back for the transcript.</summary>
    public HandshakeMessage Add(HandshakeType type, ReadOnlySpan<byte> body, ushort epoch)
    {
        var message = HandshakeMessage.Create(type, _nextSequence++, body);
        _items.Add(new(epoch, message));
        return message;
    }

    public void AddChangeCipherSpec() => _items.Add(new(RecordLayer.ClearEpoch, null));

    public void Send(Instant now, bool expectsAnswer)
    {
        _expectsAnswer = expectsAnswer;
        _lastSent = now;
        Rewind(now);
    }

    /// <summary>Forgets the flight: it is certain that it has arrived, or no longer matters.</summary>
    public void Drop()
    {
        _items.Clear();
        _item = _offset = 0;
        Deadline = Instant.Never;
    }

    /// <summary>The other end has repeated its flight: it has not got all of ours.</summary>
    public void Repeat(Instant now)
    {
        if (IsWriting || _items.Count == 0 || now - _lastSent < MinRepeatInterval) return;
        _lastSent = now;
        _wasRepeated = true;
        Rewind(now);
    }

    public void Tick(Instant now)
    {
        if (now < Deadline) return;
        _wasRepeated = true;
        _timeout = _timeout < MaxTimeout / 2 ? _timeout * 2 : MaxTimeout;
        _lastSent = now;
        Rewind(now);
    }

    /// <summary>Writes as many records of the flight into one datagram as fit.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length)
    {
        length = 0;
        if (!IsWriting) return false;
        if (destination.Length > options.MaxDatagramSize) destination = destination[..options.MaxDatagramSize];
        while (IsWriting && TryWriteRecord(destination[length..], isFirst: length == 0, out var written))
        {
            length += written;
        }
        if (!IsWriting) Arm(now);
        return length > 0;
    }

    private void Rewind(Instant now)
    {
        _item = _offset = 0;
        Arm(now);
    }

    private void Arm(Instant now) => Deadline = _expectsAnswer ? now + _timeout : Instant.Never;

    private bool TryWriteRecord(Span<byte> destination, bool isFirst, out int length)
    {
        length = 0;
        var item = _items[_item];
        var writer = records.WriterOf(item.Epoch);
        var room = destination.Length - writer.Overhead;
        if (item.Message is not { } message)
        {
            if (room < 1) return false;
            destination[writer.HeaderLength] = 1;
            length = writer.Seal(ContentType.ChangeCipherSpec, destination, 1);
            _item++;
            return true;
        }

        var body = message.Body;
        var count = Math.Min(body.Length - _offset, room - HandshakeFragment.HeaderSize);
        var isWorthwhile = count == body.Length - _offset || count >= (isFirst ? 1 : MinFragmentLength);
        if (count < 0 || !isWorthwhile) return false;

        var content = destination[writer.HeaderLength..];
        HandshakeFragment.WriteHeader(content, message.Type, body.Length, message.Sequence, _offset, count);
        body.Slice(_offset, count).CopyTo(content[HandshakeFragment.HeaderSize..]);
        length = writer.Seal(ContentType.Handshake, destination, HandshakeFragment.HeaderSize + count);
        _offset += count;
        if (_offset == body.Length)
        {
            _item++;
            _offset = 0;
        }
        return true;
    }

    /// <param name="Message">Null for ChangeCipherSpec, which is no handshake message but travels in flights.</param>
    private readonly record struct Item(ushort Epoch, HandshakeMessage? Message);
}
