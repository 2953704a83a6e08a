using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RtcPeer.Peer.Piping;

/// <summary>The JSON form of what the ends of a pipe say to each other beside the bytes.</summary>
internal static class PipeWire
{
    /// <summary>The channel's protocol string.</summary>
    public const string Protocol = "rtcpeer-pipe/1";

    private const int Sha256Digits = 64;
    private const int MaxReason = 200;
    private static readonly string[] Framings = ["lines", "null", "binary"];

    public static ReadOnlyMemory<byte> Write(PipeFrame frame)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        switch (frame)
        {
            case PipeFrame.Open open:
                json.WriteStartObject("open");
                json.WriteNumber("received", open.Received);
                json.WriteNumber("window", open.Window);
                json.WriteBoolean("takes", open.Takes);
                json.WriteString("framing", Framings[(int)open.Framing]);
                json.WriteEndObject();
                break;
            case PipeFrame.Confirmed confirmed:
                json.WriteNumber("confirmed", confirmed.Count);
                break;
            case PipeFrame.End end:
                json.WriteStartObject("end");
                json.WriteNumber("count", end.Count);
                json.WriteString("sha256", end.Sha256);
                json.WriteBoolean("waits", end.Waits);
                json.WriteEndObject();
                break;
            case PipeFrame.Done done:
                json.WriteStartObject("done");
                json.WriteNumber("count", done.Count);
                json.WriteString("sha256", done.Sha256);
                json.WriteEndObject();
                break;
            case PipeFrame.Broken broken:
                json.WriteNumber("broken", broken.Count);
                break;
            case PipeFrame.Leave leave:
                json.WriteString("leave", leave.Reason);
                break;
            default:
                throw new ArgumentException("Bytes are no text.", nameof(frame));
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>
    /// Reads a text message: false where it is a wrong one; null for one that only later versions know, to be passed over.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out PipeFrame? frame)
    {
        frame = null;
        try
        {
            using var json = JsonDocument.Parse(utf8);
            frame = Read(json.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static PipeFrame? Read(JsonElement root)
    {
        if (Has(root, "open", out var open))
        {
            var framing = Array.IndexOf(Framings, open.GetProperty("framing").GetString());
            return new PipeFrame.Open(
                Count(open.GetProperty("received")), Count(open.GetProperty("window")), open.GetProperty("takes").GetBoolean(),
                framing < 0 ? PipeFraming.Binary : (PipeFraming)framing);
        }

        if (Has(root, "confirmed", out var confirmed))
        {
            return new PipeFrame.Confirmed(Count(confirmed));
        }

        if (Has(root, "end", out var end))
        {
            return new PipeFrame.End(Count(end.GetProperty("count")), Sha256(end), end.GetProperty("waits").GetBoolean());
        }

        if (Has(root, "done", out var done))
        {
            return new PipeFrame.Done(Count(done.GetProperty("count")), Sha256(done));
        }

        if (Has(root, "broken", out var broken))
        {
            return new PipeFrame.Broken(Count(broken));
        }

        return Has(root, "leave", out var leave) ? new PipeFrame.Leave(Reason(leave)) : null;
    }

    private static bool Has(JsonElement root, string name, [NotNullWhen(true)] out JsonElement value) =>
        root.TryGetProperty(name, out value);

    private static long Count(JsonElement value) =>
        value.GetInt64() is >= 0 and var count ? count : throw new FormatException("a count is negative");

    private static string Sha256(JsonElement parent) =>
        parent.GetProperty("sha256").GetString() is { Length: Sha256Digits } digits ? digits : throw new FormatException("no hash");

    private static string Reason(JsonElement value)
    {
        var reason = value.GetString() ?? "";
        return reason.Length <= MaxReason ? reason : reason[..MaxReason];
    }
}
