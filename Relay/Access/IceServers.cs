using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RtcPeer.Relay.Access;

/// <summary>
/// Issues credentials for TURN that expire, in the form of draft-uberti-behave-turn-rest-00, which coturn checks with
/// <c>use-auth-secret</c>: the name is the time of expiry, the password its HMAC under the shared secret.
/// </summary>
internal sealed class IceServers
{
    private readonly string[] _open;
    private readonly string[] _protected;
    private readonly byte[] _secret;
    private readonly TimeSpan _lifetime;

    /// <exception cref="RelayStartException">The file with the secret can't be read.</exception>
    public IceServers(TurnOptions options)
    {
        _open = [.. options.Urls.Where(url => !TurnOptions.NeedsCredentials(url))];
        _protected = [.. options.Urls.Where(TurnOptions.NeedsCredentials)];
        _secret = Encoding.UTF8.GetBytes(Secret.Read(options.Secret, options.SecretFile) ?? "");
        _lifetime = options.Lifetime;
    }

    /// <summary>The JSON of an RTCConfiguration (W3C WebRTC section 4.2.1), with credentials of its own for each call.</summary>
    public byte[] ToJson(DateTimeOffset now)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("iceServers");
            if (_open.Length > 0)
            {
                WriteServer(json, _open, null);
            }

            if (_protected.Length > 0)
            {
                WriteServer(json, _protected, UserName(now));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The name's second half tells the users of the TURN server apart, and says nothing about them.</summary>
    private string UserName(DateTimeOffset now)
    {
        var expiry = (now + _lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{expiry}:{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6))}";
    }

    private void WriteServer(Utf8JsonWriter json, string[] urls, string? userName)
    {
        json.WriteStartObject();
        json.WriteStartArray("urls");
        foreach (var url in urls)
        {
            json.WriteStringValue(url);
        }

        json.WriteEndArray();
        if (userName is not null)
        {
            json.WriteString("username", userName);
            json.WriteString("credential", Convert.ToBase64String(HMACSHA1.HashData(_secret, Encoding.UTF8.GetBytes(userName))));
        }

        json.WriteEndObject();
    }
}
