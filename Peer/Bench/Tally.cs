using System.Buffers;
using System.Text.Json;

namespace RtcPeer.Peer.Bench;

/// <summary>What a responder has counted, as it answers to "END".</summary>
/// <param name="Bytes">Of all binary messages.</param>
/// <param name="Milliseconds">From the first of them to the "END".</param>
internal readonly record struct Tally(long Bytes, double Milliseconds)
{
    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("bytes", Bytes);
            writer.WriteNumber("ms", Math.Round(Milliseconds, 3));
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>False for what is no such answer, and for one from which nothing follows, since nothing was counted.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> text, out Tally tally)
    {
        tally = default;
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("bytes", out var bytes)
                || !json.RootElement.TryGetProperty("ms", out var ms)
                || bytes.ValueKind != JsonValueKind.Number
                || ms.ValueKind != JsonValueKind.Number
                || !bytes.TryGetInt64(out var count)
                || !ms.TryGetDouble(out var time))
            {
                return false;
            }

            tally = new Tally(count, time);
            return count > 0 && time > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
