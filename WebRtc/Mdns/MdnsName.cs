using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Mdns;

/// <summary>
/// A name that stands for an address which is not to be told: a UUID below "local" (draft-ietf-mmusic-mdns-ice-candidates
/// section 3.1.1). No other names are asked for or answered.
/// </summary>
internal readonly record struct MdnsName(Guid Id)
{
    /// <summary>How long its text is, in characters.</summary>
    public const int TextLength = IdLength + 6;

    private const int IdLength = 36;
    private const string Suffix = ".local";

    /// <summary>A name that nobody else has: a UUID of version 4 (RFC 9562 section 5.4).</summary>
    public static MdnsName Create(IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[16];
        entropy.Fill(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new MdnsName(new Guid(bytes, bigEndian: true));
    }

    public static bool TryParse(ReadOnlySpan<char> text, out MdnsName name)
    {
        name = default;
        if (text.Length != TextLength || !text.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)) return false;
        if (!Guid.TryParseExact(text[..IdLength], "D", out var id)) return false;
        name = new MdnsName(id);
        return true;
    }

    /// <summary>In lower case, as candidate lines carry it.</summary>
    public override string ToString() => $"{Id:D}{Suffix}";
}
