using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using RtcPeer.Peer.Trust;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>The JSON form of signalling messages.</summary>
internal static class SignallingWire
{
    /// <summary>The largest message that relays carry, in bytes.</summary>
    public const int MaxMessageBytes = 256 * 1024;

    private const int MaxUuidLength = 256;
    private const string Caller = "caller";
    private const string Callee = "callee";

    /// <summary>Of the protocol rtcpeer-pipe. Who knows a later one knows this one as well.</summary>
    private const int PipeVersion = 1;

    public static byte[] Write(SignallingMessage message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("uuid", message.Uuid);
            if (message.To is { } to)
            {
                json.WriteString("to", to);
            }

            WriteContent(json, message);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a message; where it is none, tells why.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out SignallingMessage? message,
        [NotNullWhen(false)] out string? problem)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            message = Read(json.RootElement);
            problem = null;
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // InvalidOperationException is what half of a surrogate pair in a string costs.
            message = null;
            problem = e.Message;
            return false;
        }
    }

    private static void WriteContent(Utf8JsonWriter json, SignallingMessage message)
    {
        switch (message)
        {
            case SignallingMessage.Description description:
                json.WriteStartObject("sdp");
                json.WriteString("type", description.Sdp.Type == RtcSdpType.Offer ? "offer" : "answer");
                json.WriteString("sdp", description.Sdp.Sdp);
                json.WriteEndObject();
                if (description.Role is { } role)
                {
                    WriteHello(json, role, description);
                }

                break;
            case SignallingMessage.Candidate candidate:
                WriteCandidate(json, candidate.Ice);
                break;
            case SignallingMessage.Hello hello:
                WriteHello(json, hello.Role, hello);
                break;
            case SignallingMessage.Trust trust:
                json.WritePropertyName("trust");
                TrustStepJson.Write(json, trust.Step);
                break;
        }
    }

    private static void WriteCandidate(Utf8JsonWriter json, RtcIceCandidate ice)
    {
        json.WriteStartObject("ice");
        json.WriteString("candidate", ice.Candidate);

        // A candidate with neither crashes browsers' scripts; data-only descriptions have one section, "0".
        json.WriteString("sdpMid", ice.SdpMid ?? "0");
        json.WriteNumber("sdpMLineIndex", ice.SdpMLineIndex ?? 0);
        if (ice.UsernameFragment is { } fragment)
        {
            json.WriteString("usernameFragment", fragment);
        }

        json.WriteEndObject();
    }

    private static void WriteHello(Utf8JsonWriter json, PeerRole? role, SignallingMessage message)
    {
        json.WriteStartObject("hello");
        if (role is { } known)
        {
            json.WriteString("role", known == PeerRole.Caller ? Caller : Callee);
        }

        if (message.TakesRestarts)
        {
            json.WriteBoolean("restarts", true);
        }

        if (message.TakesPipes)
        {
            json.WriteNumber("pipe", PipeVersion);
        }

        if (message.Renews)
        {
            json.WriteBoolean("renews", true);
        }

        if (message.Demand is { } demand)
        {
            json.WriteString("trust", TrustDemands.NameOf(demand));
        }

        json.WriteEndObject();
    }

    private static SignallingMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("not an object");
        }

        var uuid = Text(root, "uuid");
        if (uuid is not { Length: > 0 and <= MaxUuidLength })
        {
            throw new FormatException("no uuid, or one of an impossible length");
        }

        var to = Text(root, "to");
        if (Member(root, "sdp") is { } sdp)
        {
            var sender = ReadHello(root, uuid, to);
            return new SignallingMessage.Description(uuid, to, ReadDescription(sdp), sender?.Role)
            {
                TakesRestarts = sender?.TakesRestarts ?? false,
                TakesPipes = sender?.TakesPipes ?? false,
                Renews = sender?.Renews ?? false,
                Demand = sender?.Demand,
            };
        }

        // {"ice": null} is what scripts send that pass on a browser's last, empty event.
        if (root.TryGetProperty("ice", out var ice))
        {
            return new SignallingMessage.Candidate(uuid, to, ReadCandidate(ice));
        }

        if (Member(root, "trust") is { } trust)
        {
            return new SignallingMessage.Trust(uuid, to, TrustStepJson.Read(Object(trust, "trust")));
        }

        return ReadHello(root, uuid, to) ?? throw new FormatException("neither sdp nor ice nor trust nor hello");
    }

    private static RtcSessionDescription ReadDescription(JsonElement sdp)
    {
        var type = Text(Object(sdp, "sdp"), "type") switch
        {
            "offer" => RtcSdpType.Offer,
            "answer" => RtcSdpType.Answer,
            _ => throw new FormatException("sdp.type is neither offer nor answer"),
        };
        return new RtcSessionDescription(type, Text(sdp, "sdp") ?? throw new FormatException("sdp.sdp is missing"));
    }

    private static RtcIceCandidate ReadCandidate(JsonElement ice)
    {
        if (ice.ValueKind == JsonValueKind.Null)
        {
            return new RtcIceCandidate("");
        }

        int? index = null;
        if (Member(Object(ice, "ice"), "sdpMLineIndex") is { } value)
        {
            index = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
                ? number
                : throw new FormatException("ice.sdpMLineIndex is no integer");
        }

        return new RtcIceCandidate(
            Text(ice, "candidate") ?? "", Text(ice, "sdpMid"), index, Text(ice, "usernameFragment"));
    }

    /// <summary>Null where there is none. What only later versions know counts as not given.</summary>
    private static SignallingMessage.Hello? ReadHello(JsonElement root, string uuid, string? to)
    {
        if (Member(root, "hello") is not { } hello)
        {
            return null;
        }

        PeerRole? role = Text(Object(hello, "hello"), "role") switch
        {
            Caller => PeerRole.Caller,
            Callee => PeerRole.Callee,
            _ => null,
        };
        return new SignallingMessage.Hello(uuid, to, role)
        {
            TakesRestarts = Flag(hello, "restarts"),
            Renews = Flag(hello, "renews"),
            TakesPipes = hello.TryGetProperty("pipe", out var version) && version.ValueKind == JsonValueKind.Number,
            Demand = TrustDemands.Find(Text(hello, "trust")),
        };
    }

    private static bool Flag(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>A member that is there and not null.</summary>
    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement Object(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object ? value : throw new FormatException($"{name} is no object");

    private static string? Text(JsonElement parent, string name) => Member(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw new FormatException($"{name} is no string"),
    };
}
