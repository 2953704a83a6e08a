namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>
/// Puts handshake messages together and in order (RFC 6347 section 4.2.2, 4.2.3). What a stranger can make it keep is
/// bounded: the next message at its type's limit, and the few after it together at <see cref="MaxBytesAhead"/>.
/// </summary>
internal sealed class HandshakeReassembler
{
    /// <summary>The longest flight has 5 messages.</summary>
    public const int MaxMessagesAhead = 8;

    /// <summary>What messages after the next one may hold together; a flight is far below it.</summary>
    public const int MaxBytesAhead = 32 * 1024;

    private const int MaxCertificateLength = 64 * 1024;
    private const int MaxMessageLength = 16 * 1024;

    private readonly PartialMessage?[] _messages = new PartialMessage?[MaxMessagesAhead];

    /// <summary>The message_seq of the message that <see cref="TryTake"/> gives next.</summary>
    public ushort NextSequence { get; private set; }

    /// <summary>The bytes that are held for messages after the next one.</summary>
    public int BytesAhead
    {
        get
        {
            var bytes = 0;
            foreach (var message in _messages)
            {
                if (message is not null && message.Sequence != NextSequence) bytes += message.Length;
            }
            return bytes;
        }
    }

    /// <summary>Keeps a fragment of a message that is due or soon will be; false if it has to be dropped.</summary>
    public bool TryAdd(in HandshakeFragment fragment)
    {
        var ahead = fragment.MessageSequence - NextSequence;
        if (ahead is < 0 or >= MaxMessagesAhead) return false;
        // An empty piece of a message that is not empty tells nothing, and is not worth the message's room.
        if (fragment.Data.IsEmpty && fragment.MessageLength > 0) return false;

        ref var slot = ref _messages[fragment.MessageSequence % MaxMessagesAhead];
        if (slot is null)
        {
            var limit = fragment.Type == HandshakeType.Certificate ? MaxCertificateLength : MaxMessageLength;
            if (fragment.MessageLength > limit) return false;
            if (ahead > 0 && BytesAhead + fragment.MessageLength > MaxBytesAhead) return false;
            slot = new PartialMessage(fragment.Type, fragment.MessageSequence, fragment.MessageLength);
        }
        return slot.TryAdd(fragment);
    }

    /// <summary>The next message, once all of it is there.</summary>
    public bool TryTake(out HandshakeMessage message)
    {
        ref var slot = ref _messages[NextSequence % MaxMessagesAhead];
        if (slot is null || !slot.IsComplete)
        {
            message = default;
            return false;
        }
        message = slot.ToMessage();
        slot = null;
        NextSequence++;
        return true;
    }
}
