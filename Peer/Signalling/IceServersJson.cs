using System.Text.Json;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>Reads the servers of an RTCConfiguration (W3C WebRTC section 4.2.1) that somebody else has written.</summary>
internal static class IceServersJson
{
    /// <summary>Each costs a socket and time; whoever means well names fewer.</summary>
    private const int MaxUrls = 16;

    /// <summary>The servers that can be used. What is malformed, or of a kind that is not known here, is left out.</summary>
    public static IReadOnlyList<RtcIceServer> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("iceServers", out var servers)
                && servers.ValueKind == JsonValueKind.Array
                ? [.. servers.EnumerateArray().SelectMany(Servers).Where(IsUsable).Take(MaxUrls)]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half of a surrogate pair.
            return [];
        }
    }

    /// <summary>One for each URL, so that one that is of no use does not spoil the others.</summary>
    private static IEnumerable<RtcIceServer> Servers(JsonElement server)
    {
        if (server.ValueKind != JsonValueKind.Object || !server.TryGetProperty("urls", out var urls))
        {
            return [];
        }

        IEnumerable<JsonElement> all = urls.ValueKind == JsonValueKind.Array ? urls.EnumerateArray() : [urls];
        return all.Where(url => url.ValueKind == JsonValueKind.String).Select(url => new RtcIceServer
        {
            Urls = [url.GetString()!],
            Username = Text(server, "username"),
            Credential = Text(server, "credential"),
        });
    }

    private static string? Text(JsonElement server, string name) =>
        server.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsUsable(RtcIceServer server)
    {
        try
        {
            server.Validate();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
