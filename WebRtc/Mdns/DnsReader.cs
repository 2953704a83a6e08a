using System.Text;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Mdns;

/// <summary>
/// Reads a message of multicast DNS (RFC 1035 section 4, RFC 6762 section 18) front to back: the questions, then the
/// records of all sections. The counts of the header bound nothing; the bytes do.
/// </summary>
internal ref struct DnsReader
{
    public const int HeaderLength = 12;

    private const int MaxNameLength = 255;
    private const ushort ResponseFlag = 0x8000;
    private const ushort OpcodeMask = 0x7800;
    private const ushort InternetClass = 1;
    private const ushort AnyClass = 255;

    // In a question "the answer is wanted by unicast", in a record "forget what you knew" (RFC 6762 sections 5.4, 10.2).
    private const ushort TopBit = 0x8000;

    private readonly ReadOnlySpan<byte> _message;
    private int _offset;
    private int _questions;
    private int _records;

    private DnsReader(ReadOnlySpan<byte> message, ushort flags, int questions, int records)
    {
        _message = message;
        _offset = HeaderLength;
        _questions = questions;
        _records = records;
        IsResponse = (flags & ResponseFlag) != 0;
    }

    public readonly bool IsResponse { get; }

    /// <summary>What ties an answer to a query of unicast DNS; without meaning in multicast (RFC 6762 section 18.1).</summary>
    public readonly ushort Id => (ushort)(_message[0] << 8 | _message[1]);

    /// <summary>False for what is too short, or no query and no response.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DnsReader reader)
    {
        reader = default;
        var header = new ByteReader(message);
        var isWhole = header.TryReadUInt16(out _) & header.TryReadUInt16(out var flags)
            & header.TryReadUInt16(out var questions) & header.TryReadUInt16(out var answers)
            & header.TryReadUInt16(out var authorities) & header.TryReadUInt16(out var additionals);
        if (!isWhole || (flags & OpcodeMask) != 0) return false;
        reader = new DnsReader(message, flags, questions, answers + authorities + additionals);
        return true;
    }

    /// <summary>The next question; false behind the last one, and where the message is broken.</summary>
    public bool TryReadQuestion(out DnsQuestion question)
    {
        question = default;
        while (_questions > 0)
        {
            _questions--;
            if (!TryReadName(out var name) || !TryReadTypeAndClass(out var type, out var @class)) return Break();
            if ((@class & ~TopBit) is not (InternetClass or AnyClass)) continue;
            question = new DnsQuestion(name, type, (@class & TopBit) != 0);
            return true;
        }
        return false;
    }

    /// <summary>The next record, behind all questions; false behind the last one, and where the message is broken.</summary>
    public bool TryReadRecord(out DnsRecord record)
    {
        record = default;
        while (_questions > 0) TryReadQuestion(out _);
        while (_records > 0)
        {
            _records--;
            if (!TryReadName(out var name) || !TryReadTypeAndClass(out var type, out var @class)) return Break();
            var body = new ByteReader(_message[_offset..]);
            var isWhole = body.TryReadUInt32(out var ttl) & body.TryReadUInt16(out var length);
            if (!isWhole || !body.TryReadBytes(length, out var data)) return Break();
            _offset = _message.Length - body.Remaining;
            if ((@class & ~TopBit) != InternetClass) continue;
            record = new DnsRecord(name, type, ttl, data);
            return true;
        }
        return false;
    }

    private bool TryReadTypeAndClass(out DnsRecordType type, out ushort @class)
    {
        var reader = new ByteReader(_message[_offset..]);
        var isWhole = reader.TryReadUInt16(out var number) & reader.TryReadUInt16(out @class);
        type = (DnsRecordType)number;
        _offset = _message.Length - reader.Remaining;
        return isWhole;
    }

    /// <summary>
    /// Reads a name, which may end in a pointer to where it occurred before (RFC 1035 section 4.1.4). Each pointer leads
    /// further back than the one before it, so that none leads round in circles.
    /// </summary>
    private bool TryReadName(out MdnsName? name)
    {
        name = null;
        Span<byte> text = stackalloc byte[MaxNameLength];
        var (at, end, limit, length) = (_offset, 0, _offset, 0);
        while (true)
        {
            if (at >= _message.Length) return false;
            int head = _message[at++];
            if (head == 0) break;
            if (head >= 0xC0)
            {
                if (at >= _message.Length) return false;
                var target = (head & 0x3F) << 8 | _message[at++];
                if (end == 0) end = at;
                if (target >= limit) return false;
                at = limit = target;
                continue;
            }
            if (head > 63 || head > _message.Length - at || length + head + 1 > MaxNameLength) return false;
            if (length > 0) text[length++] = (byte)'.';
            _message.Slice(at, head).CopyTo(text[length..]);
            length += head;
            at += head;
        }
        _offset = end == 0 ? at : end;
        name = Parse(text[..length]);
        return true;
    }

    private static MdnsName? Parse(ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[MdnsName.TextLength];
        if (text.Length != characters.Length) return null;
        Encoding.Latin1.GetChars(text, characters);
        return MdnsName.TryParse(characters, out var name) ? name : null;
    }

    private bool Break()
    {
        _questions = 0;
        _records = 0;
        return false;
    }
}
