using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Handshake;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

/// <summary>What stands in datagrams, for tests to look at and to forge.</summary>
internal static class Wire
{
    public static IEnumerable<(RecordHeader Header, byte[] Fragment)> Records(byte[] datagram)
    {
        var rest = datagram;
        while (RecordHeader.TryRead(rest, out var header))
        {
            yield return (header, rest[RecordHeader.Size..(RecordHeader.Size + header.Length)]);
            rest = rest[(RecordHeader.Size + header.Length)..];
        }
    }

    /// <summary>The clear handshake messages of a datagram, as far as it has them whole.</summary>
    public static List<(string Type, ushort Sequence, byte[] Body)> Messages(byte[] datagram)
    {
        var messages = new List<(string, ushort, byte[])>();
        foreach (var (header, content) in Records(datagram))
        {
            if (header.Type != ContentType.Handshake || header.Epoch != 0) continue;
            var reader = new ByteReader(content);
            while (HandshakeFragment.TryRead(ref reader, out var fragment))
            {
                messages.Add((fragment.Type.ToString(), fragment.MessageSequence, fragment.Data.ToArray()));
            }
        }
        return messages;
    }

    /// <summary>The names of what a datagram carries.</summary>
    public static string Contents(byte[] datagram) => string.Join(' ', Records(datagram).Select(record =>
        record.Header.Epoch > 0 ? "(sealed)"
        : record.Header.Type == ContentType.Handshake ? ((HandshakeType)record.Fragment[0]).ToString()
        : record.Header.Type.ToString()));

    public static byte[] Record(ContentType type, ushort epoch, ulong sequenceNumber, byte[] fragment)
    {
        var record = new byte[RecordHeader.Size + fragment.Length];
        new RecordHeader(type, DtlsVersion.Dtls12, epoch, sequenceNumber, fragment.Length).Write(record);
        fragment.CopyTo(record, RecordHeader.Size);
        return record;
    }

    /// <summary>A clear record with the first message of an end.</summary>
    public static byte[] Message(HandshakeType type, byte[] body) =>
        Record(ContentType.Handshake, 0, 0, Fragment(type, 0, body.Length, 0, body));

    /// <summary>A handshake fragment behind its header.</summary>
    public static byte[] Fragment(HandshakeType type, ushort sequence, int length, int offset, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[HandshakeFragment.HeaderSize + data.Length];
        HandshakeFragment.WriteHeader(bytes, type, length, sequence, offset, data.Length);
        data.CopyTo(bytes.AsSpan(HandshakeFragment.HeaderSize));
        return bytes;
    }
}
