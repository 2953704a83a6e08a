using System.Text;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Mdns;

/// <summary>Writes the messages of multicast DNS (RFC 6762 section 18). Each returns its length.</summary>
internal static class MdnsMessages
{
    /// <summary>What the longest of them may take, in bytes.</summary>
    public const int MaxLength = 192;

    /// <summary>How long a host's address record holds (RFC 6762 section 10), in seconds.</summary>
    private const uint Ttl = 120;

    /// <summary>The same for a resolver that knows of no multicast (RFC 6762 section 6.7), in seconds.</summary>
    private const uint LegacyTtl = 10;

    private const ushort AuthoritativeResponse = 0x8400;
    private const ushort InternetClass = 1;
    private const ushort CacheFlush = 0x8000;
    private const ushort PointerToName = 0xC000 | DnsReader.HeaderLength;

    /// <summary>Asks for the addresses of a name, to be answered by multicast.</summary>
    public static int WriteQuery(Span<byte> destination, MdnsName name, bool asksForIPv6)
    {
        var writer = new ByteWriter(destination);
        WriteHeader(ref writer, 0, 0, questions: asksForIPv6 ? 2 : 1, answers: 0, additionals: 0);
        WriteName(ref writer, name);
        WriteTypeAndClass(ref writer, DnsRecordType.A, InternetClass);
        if (!asksForIPv6) return writer.Length;
        writer.WriteUInt16(PointerToName);
        WriteTypeAndClass(ref writer, DnsRecordType.Aaaa, InternetClass);
        return writer.Length;
    }

    /// <summary>Tells the one address of a name, and that it has no other.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="name">Whose.</param>
    /// <param name="address">The port does not count.</param>
    /// <param name="legacy">The query of one who knows of no multicast, and takes only what looks as in unicast DNS.</param>
    public static int WriteResponse(Span<byte> destination, MdnsName name, TransportAddress address, LegacyQuery? legacy)
    {
        var writer = new ByteWriter(destination);
        var type = address.IsIPv6 ? DnsRecordType.Aaaa : DnsRecordType.A;
        var @class = legacy is null ? (ushort)(InternetClass | CacheFlush) : InternetClass;
        var ttl = legacy is null ? Ttl : LegacyTtl;
        WriteHeader(ref writer, legacy?.Id ?? 0, AuthoritativeResponse, legacy is null ? 0 : 1, answers: 1, additionals: 1);
        WriteName(ref writer, name);
        if (legacy is { Type: var asked })
        {
            // The question is repeated, and stands where the name does.
            WriteTypeAndClass(ref writer, asked, InternetClass);
            writer.WriteUInt16(PointerToName);
        }
        WriteTypeAndClass(ref writer, type, @class);
        writer.WriteUInt32(ttl);
        writer.WriteUInt16((ushort)address.AddressLength);
        address.WriteAddress(writer.Take(address.AddressLength));

        writer.WriteUInt16(PointerToName);
        WriteTypeAndClass(ref writer, DnsRecordType.NSec, @class);
        writer.WriteUInt32(ttl);
        var bitmapLength = (int)type / 8 + 1;
        writer.WriteUInt16((ushort)(sizeof(ushort) + 2 + bitmapLength));
        writer.WriteUInt16(PointerToName);
        writer.WriteByte(0);
        writer.WriteByte((byte)bitmapLength);
        writer.Take(bitmapLength).Clear();
        writer.Written[^1] = (byte)(0x80 >> (int)type % 8);
        return writer.Length;
    }

    private static void WriteHeader(ref ByteWriter writer, ushort id, ushort flags, int questions, int answers, int additionals)
    {
        writer.WriteUInt16(id);
        writer.WriteUInt16(flags);
        writer.WriteUInt16((ushort)questions);
        writer.WriteUInt16((ushort)answers);
        writer.WriteUInt16(0);
        writer.WriteUInt16((ushort)additionals);
    }

    private static void WriteName(ref ByteWriter writer, MdnsName name)
    {
        Span<char> id = stackalloc char[36];
        name.Id.TryFormat(id, out var length, "D");
        writer.WriteByte((byte)length);
        Encoding.Latin1.GetBytes(id, writer.Take(length));
        writer.WriteByte(5);
        writer.WriteBytes("local"u8);
        writer.WriteByte(0);
    }

    private static void WriteTypeAndClass(ref ByteWriter writer, DnsRecordType type, ushort @class)
    {
        writer.WriteUInt16((ushort)type);
        writer.WriteUInt16(@class);
    }
}
