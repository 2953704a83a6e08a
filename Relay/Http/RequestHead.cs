using System.Globalization;
using System.Text;

namespace RtcPeer.Relay.Http;

/// <summary>The request line and the header fields of one HTTP/1.1 message, up to the empty line (RFC 9112 section 2.1).</summary>
/// <param name="StartLine">The first line.</param>
/// <param name="Fields">The header lines as they came.</param>
/// <param name="Rest">What was received behind the empty line.</param>
internal sealed record RequestHead(string StartLine, IReadOnlyList<string> Fields, ReadOnlyMemory<byte> Rest)
{
    /// <summary>The largest head that is read, in bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Whether the client wants another protocol on this connection.</summary>
    public bool IsUpgrade => Fields.Any(line =>
        IsField(line, "Connection") && line.Contains("upgrade", StringComparison.OrdinalIgnoreCase));

    /// <summary>The value of the first field of a name; null where there is none.</summary>
    public string? Field(string name) => Fields.FirstOrDefault(line => IsField(line, name))?[(name.Length + 1)..].Trim();

    /// <summary>The status of a response, or 0.</summary>
    public int Status =>
        StartLine.Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : 0;

    /// <summary>Reads a head; null if the stream ends first, or what comes is no HTTP or is too long.</summary>
    public static async Task<RequestHead?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[2048];
        var count = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
            var searchFrom = Math.Max(0, count - End.Length + 1);
            count += read;
            if (read == 0 || !char.IsAsciiLetterUpper((char)buffer[0]))
            {
                return null;
            }

            var end = buffer.AsSpan(searchFrom, count - searchFrom).IndexOf(End);
            if (end >= 0)
            {
                end += searchFrom;
                return Parse(buffer.AsSpan(0, end), buffer.AsMemory((end + End.Length)..count));
            }

            if (count >= MaxBytes)
            {
                return null;
            }

            if (count == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(2 * count, MaxBytes));
            }
        }
    }

    /// <summary>This head for the loopback listener: addressed to it, and for one request only unless it is an upgrade.</summary>
    public byte[] ForListener(string host)
    {
        var text = new StringBuilder(StartLine).Append("\r\n").Append("Host: ").Append(host).Append("\r\n");
        var upgrade = IsUpgrade;
        foreach (var line in Fields)
        {
            if (!IsField(line, "Host") && (upgrade || !IsField(line, "Connection")))
            {
                text.Append(line).Append("\r\n");
            }
        }

        text.Append(upgrade ? "\r\n" : "Connection: close\r\n\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>This head, byte for byte as it came.</summary>
    public byte[] ToBytes() =>
        Encoding.Latin1.GetBytes(string.Join("\r\n", [StartLine, .. Fields, "", ""]));

    private static RequestHead? Parse(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> rest)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        var isClean = lines.All(line => line.Length > 0 && line[0] is not (' ' or '\t') && line.AsSpan().IndexOfAny('\r', '\n', '\0') < 0);
        return isClean ? new RequestHead(lines[0], lines[1..], rest) : null;
    }

    private static bool IsField(string line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
