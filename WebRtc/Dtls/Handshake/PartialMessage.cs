namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>A handshake message of which some bytes have arrived, in any order and any number of times.</summary>
internal sealed class PartialMessage
{
    private const int BlockBits = 64;

    private readonly byte[] _bytes;
    private readonly ulong[] _received;
    private int _missing;

    public PartialMessage(HandshakeType type, ushort sequence, int length)
    {
        Type = type;
        Sequence = sequence;
        _bytes = new byte[HandshakeFragment.HeaderSize + length];
        HandshakeFragment.WriteHeader(_bytes, type, length, sequence, 0, length);
        _received = new ulong[(length + BlockBits - 1) / BlockBits];
        _missing = length;
    }

    public HandshakeType Type { get; }

    public ushort Sequence { get; }

    /// <summary>The bytes of the body.</summary>
    public int Length => _bytes.Length - HandshakeFragment.HeaderSize;

    public bool IsComplete => _missing == 0;

    /// <summary>Takes a fragment of this message; false if it disagrees about what the message is.</summary>
    public bool TryAdd(in HandshakeFragment fragment)
    {
        if (fragment.Type != Type || fragment.MessageLength != Length) return false;
        for (var i = fragment.Offset; i < fragment.End; i++)
        {
            var bit = 1UL << i % BlockBits;
            if ((_received[i / BlockBits] & bit) != 0) continue;
            _received[i / BlockBits] |= bit;
            _bytes[HandshakeFragment.HeaderSize + i] = fragment.Data[i - fragment.Offset];
            _missing--;
        }
        return true;
    }

    public HandshakeMessage ToMessage() => new(Type, Sequence, _bytes);
}
