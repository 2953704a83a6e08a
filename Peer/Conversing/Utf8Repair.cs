using System.Text;
using System.Text.Unicode;

namespace RtcPeer.Peer.Conversing;

/// <summary>Text messages have to be valid UTF-8 (RFC 8831 section 6.6); input need not be.</summary>
internal static class Utf8Repair
{
    /// <summary>The same bytes where they are valid; else a copy with U+FFFD for each sequence that is not.</summary>
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> text, out bool repaired)
    {
        repaired = !Utf8.IsValid(text.Span);
        return repaired ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.Span)) : text;
    }
}
