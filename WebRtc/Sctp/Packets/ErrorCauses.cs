using System.Text;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>The causes inside an ERROR or ABORT chunk (RFC 9260 sections 3.3.7 and 3.3.10).</summary>
internal static class ErrorCauses
{
    /// <summary>What is taken over of another end's words, and sent of ours, in bytes.</summary>
    private const int MaxDetail = 128;

    /// <summary>The code of the first cause.</summary>
    public static CauseCode First(Chunk chunk) =>
        new ParameterReader(chunk.Value).TryRead(out var cause) ? (CauseCode)cause.Type : CauseCode.None;

    /// <summary>Words for a log: the first cause and, where it has any, its text without control characters.</summary>
    public static string Describe(Chunk chunk)
    {
        if (!new ParameterReader(chunk.Value).TryRead(out var cause)) return "no cause given";
        var code = (CauseCode)cause.Type;
        if (code is not (CauseCode.UserInitiatedAbort or CauseCode.ProtocolViolation) || cause.Value.IsEmpty)
            return code.ToString();
        Span<char> text = stackalloc char[MaxDetail];
        var length = Encoding.UTF8.GetChars(cause.Value[..Math.Min(cause.Value.Length, MaxDetail)], text);
        foreach (ref var letter in text[..length])
        {
            if (char.IsControl(letter)) letter = '?';
        }
        return $"{code}: {text[..length]}";
    }

    /// <summary>Writes an ABORT with one cause and words that explain it.</summary>
    public static void WriteAbort(ref ByteWriter writer, byte flags, CauseCode code, string detail)
    {
        var chunk = writer.BeginChunk(ChunkType.Abort, flags);
        if (code != CauseCode.None)
        {
            Span<byte> text = stackalloc byte[MaxDetail];
            Encoding.UTF8.TryGetBytes(detail.AsSpan(0, Math.Min(detail.Length, MaxDetail / 3)), text, out var length);
            WriteCause(ref writer, code, text[..length]);
        }
        writer.EndChunk(chunk);
    }

    /// <summary>Writes an ERROR with one cause.</summary>
    public static void WriteError(ref ByteWriter writer, CauseCode code, scoped ReadOnlySpan<byte> value)
    {
        var chunk = writer.BeginChunk(ChunkType.Error);
        WriteCause(ref writer, code, value);
        writer.EndChunk(chunk);
    }

    private static void WriteCause(ref ByteWriter writer, CauseCode code, scoped ReadOnlySpan<byte> value)
    {
        var cause = writer.BeginParameter((ushort)code);
        writer.WriteBytes(value);
        writer.EndParameter(cause);
    }
}
