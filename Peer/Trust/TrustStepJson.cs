using System.Text.Json;

namespace RtcPeer.Peer.Trust;

/// <summary>The JSON form of a <see cref="TrustStep"/>: bytes are in Base64.</summary>
internal static class TrustStepJson
{
    private const int MaxIdLength = 64;
    private const int MaxLength = 128;

    public static void Write(Utf8JsonWriter json, TrustStep step)
    {
        json.WriteStartObject();
        json.WriteString("id", step.Id);
        Write(json, "share", step.Share);
        Write(json, "confirm", step.Confirmation);
        Write(json, "commit", step.Commitment);
        Write(json, "nonce", step.Nonce);
        if (step.IsRefusal)
        {
            json.WriteBoolean("refused", true);
        }

        json.WriteEndObject();
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static TrustStep Read(JsonElement json)
    {
        var id = json.TryGetProperty("id", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (id is not { Length: > 0 and <= MaxIdLength })
        {
            throw new FormatException("trust.id is missing, or of an impossible length");
        }

        return new TrustStep(id)
        {
            Share = Bytes(json, "share"),
            Confirmation = Bytes(json, "confirm"),
            Commitment = Bytes(json, "commit"),
            Nonce = Bytes(json, "nonce"),
            IsRefusal = json.TryGetProperty("refused", out var refused) && refused.ValueKind == JsonValueKind.True,
        };
    }

    private static void Write(Utf8JsonWriter json, string name, byte[]? bytes)
    {
        if (bytes is not null)
        {
            json.WriteBase64String(name, bytes);
        }
    }

    private static byte[]? Bytes(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes) && bytes.Length <= MaxLength
            ? bytes
            : throw new FormatException($"trust.{name} is no Base64, or too long");
    }
}
