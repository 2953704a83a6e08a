using System.Buffers.Binary;

namespace RtcPeer.WebRtc.Stun;

/// <summary>
/// Where the attributes of a message end and where those that protect it stand: offsets from the message's start, 0 for
/// what is absent.
/// </summary>
internal readonly struct StunLayout
{
    private const int AttributeHeaderLength = 4;

    /// <summary>The end of the attributes that carry meaning; only those that protect the message may follow.</summary>
    public int AttributesEnd { get; private init; }

    public int Integrity { get; private init; }

    public int IntegritySha256 { get; private init; }

    public int Fingerprint { get; private init; }

    /// <summary>Values are padded to a multiple of four bytes (RFC 8489 section 14).</summary>
    public static int Padded(int length) => length + 3 & ~3;

    /// <summary>Walks the attributes of a message whose header is valid; false when one runs over the end.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out StunLayout layout)
    {
        int attributesEnd = 0, integrity = 0, sha256 = 0, fingerprint = 0;
        layout = default;
        for (var offset = StunMessage.HeaderLength; offset < message.Length;)
        {
            if (message.Length - offset < AttributeHeaderLength) return false;
            var type = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
            var length = Padded(BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]));
            if (length > message.Length - offset - AttributeHeaderLength) return false;

            // Each may stand only where the ones before it in this order have not been left behind.
            switch (type)
            {
                case StunAttributeType.MessageIntegrity when (integrity | sha256 | fingerprint) == 0:
                    integrity = offset;
                    break;
                case StunAttributeType.MessageIntegritySha256 when (sha256 | fingerprint) == 0:
                    sha256 = offset;
                    break;
                case StunAttributeType.Fingerprint when fingerprint == 0:
                    fingerprint = offset;
                    break;
            }

            if (attributesEnd == 0 && (integrity | sha256 | fingerprint) != 0) attributesEnd = offset;
            offset += AttributeHeaderLength + length;
        }
        layout = new StunLayout
        {
            AttributesEnd = attributesEnd == 0 ? message.Length : attributesEnd,
            Integrity = integrity,
            IntegritySha256 = sha256,
            Fingerprint = fingerprint,
        };
        return true;
    }
}
