using System.Buffers;
using System.Text.Json;

namespace RtcPeer.Peer.Files.Protocol;

/// <summary>Reads and writes the messages as the JSON that they are on the wire.</summary>
internal static class FileMessageJson
{
    /// <summary>More than any message with a name that a file system takes.</summary>
    private const int MaxBytes = 32 * 1024;

    /// <summary>The largest size, which every receiver can represent: JavaScript's numbers end there.</summary>
    private const long MaxSize = (1L << 53) - 1;

    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 8 };

    /// <summary>Reads a message; false for what is none. What a message has beside what is known is ignored.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> text, out FileMessage message)
    {
        message = null!;
        if (text.Length > MaxBytes)
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(text, Shallow);
            if (json.RootElement.ValueKind != JsonValueKind.Object || Read(json.RootElement) is not { } read)
            {
                return false;
            }

            message = read;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is a string with half of a surrogate pair in it.
            return false;
        }
    }

    public static ReadOnlyMemory<byte> Write(FileMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteMembers(writer, message);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static FileMessage? Read(JsonElement json)
    {
        if (json.TryGetProperty("ok", out var ok))
        {
            return ok.ValueKind == JsonValueKind.True ? new FileMessage.Confirm() : new FileMessage.Fail(Reason(json));
        }

        if (json.TryGetProperty("accept", out var accept))
        {
            return accept.ValueKind == JsonValueKind.True ? ReadAccept(json) : new FileMessage.Refuse(Reason(json));
        }

        if (json.TryGetProperty("done", out var done))
        {
            return done.ValueKind == JsonValueKind.True && Text(json, "sha256") is { } sha256 ? new FileMessage.Done(sha256) : null;
        }

        return json.TryGetProperty("restart", out var restart)
            ? restart.ValueKind == JsonValueKind.True ? new FileMessage.Restart() : null
            : ReadAnnouncement(json);
    }

    private static FileMessage.Accept? ReadAccept(JsonElement json)
    {
        if (!json.TryGetProperty("offset", out var offset))
        {
            return new FileMessage.Accept(0, null);
        }

        return TryReadSize(offset, out var bytes) ? new FileMessage.Accept(bytes, Text(json, "prefix")) : null;
    }

    private static FileMessage.Announce? ReadAnnouncement(JsonElement json)
    {
        if (Text(json, "name") is not { } name || !json.TryGetProperty("size", out var size))
        {
            return null;
        }

        long? bytes = null;
        if (size.ValueKind != JsonValueKind.Null)
        {
            if (!TryReadSize(size, out var known))
            {
                return null;
            }

            bytes = known;
        }

        long? modified = json.TryGetProperty("modified", out var time) && time.ValueKind == JsonValueKind.Number
            && time.TryGetInt64(out var milliseconds) ? milliseconds : null;
        return new FileMessage.Announce(new Announcement(name, bytes, Text(json, "type") ?? "", modified));
    }

    private static bool TryReadSize(JsonElement json, out long size)
    {
        size = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out size) && size is >= 0 and <= MaxSize;
    }

    private static string Reason(JsonElement json) => Text(json, "reason") ?? "";

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void WriteMembers(Utf8JsonWriter writer, FileMessage message)
    {
        switch (message)
        {
            case FileMessage.Announce { File: var file }:
                writer.WriteString("name", file.Name);
                WriteNumber(writer, "size", file.Size);
                writer.WriteString("type", file.Type);
                WriteNumber(writer, "modified", file.Modified);
                break;
            case FileMessage.Accept accept:
                writer.WriteBoolean("accept", true);
                writer.WriteNumber("offset", accept.Offset);
                if (accept.Prefix is { } prefix)
                {
                    writer.WriteString("prefix", prefix);
                }

                break;
            case FileMessage.Refuse refuse:
                writer.WriteBoolean("accept", false);
                writer.WriteString("reason", refuse.Reason);
                break;
            case FileMessage.Restart:
                writer.WriteBoolean("restart", true);
                break;
            case FileMessage.Done done:
                writer.WriteBoolean("done", true);
                writer.WriteString("sha256", done.Sha256);
                break;
            case FileMessage.Confirm:
                writer.WriteBoolean("ok", true);
                break;
            case FileMessage.Fail fail:
                writer.WriteBoolean("ok", false);
                writer.WriteString("reason", fail.Reason);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
