using System.Buffers.Text;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace RtcPeer.Relay.Access;

/// <summary>
/// Asks for a token where one is set. A client shows it as <c>Authorization: Bearer TOKEN</c>; a page, which can set no
/// header fields, as the WebSocket subprotocol <c>rtcpeer.token.BASE64URL</c> beside <c>rtcpeer.v1</c>.
/// </summary>
internal sealed class TokenCheck
{
    /// <summary>The subprotocol that the relay chooses, so that it need not repeat the token.</summary>
    public const string Protocol = "rtcpeer.v1";

    private const string TokenProtocolPrefix = "rtcpeer.token.";
    private const string BearerPrefix = "Bearer ";

    private readonly byte[]? _relay;
    private readonly IReadOnlyList<(string Rooms, byte[] Hash)> _rooms;

    private TokenCheck(string? relay, IEnumerable<(string Rooms, string Token)> rooms)
    {
        _relay = relay is null ? null : Hash(relay);
        _rooms = [.. rooms.Select(room => (room.Rooms, Hash(room.Token)))];
    }

    /// <exception cref="RelayStartException">A file with a token can't be read.</exception>
    public static TokenCheck Of(RelayOptions options) => new(
        Secret.Read(options.Token, options.TokenFile),
        options.RoomTokens.Select(room => (room.Rooms, Secret.Read(room.Token, room.TokenFile)!)));

    /// <summary>Whether a client may join a room.</summary>
    /// <param name="room">The path of the room, as in a URL.</param>
    /// <param name="authorization">The header field <c>Authorization</c>.</param>
    /// <param name="protocols">The header field <c>Sec-WebSocket-Protocol</c>.</param>
    public bool AllowsRoom(string room, string? authorization, string? protocols)
    {
        var name = Uri.UnescapeDataString(room).Trim('/');
        foreach (var (rooms, hash) in _rooms)
        {
            if (FileSystemName.MatchesSimpleExpression(rooms, name, ignoreCase: false))
            {
                return Shows(hash, authorization, protocols);
            }
        }

        return _relay is null || Shows(_relay, authorization, protocols);
    }

    /// <summary>Whether a client may have what belongs to no room: with the token of the relay or of any room.</summary>
    public bool Allows(string? authorization) =>
        _relay is null || Shows(_relay, authorization, null) || _rooms.Any(room => Shows(room.Hash, authorization, null));

    /// <summary>Whether a client offers the relay's subprotocol.</summary>
    public static bool OffersProtocol(string? protocols) => Split(protocols).Contains(Protocol, StringComparer.Ordinal);

    private static bool Shows(byte[] hash, string? authorization, string? protocols)
    {
        var isShown = authorization is not null
            && authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            && Matches(hash, authorization[BearerPrefix.Length..].Trim());
        foreach (var protocol in Split(protocols))
        {
            isShown |= protocol.StartsWith(TokenProtocolPrefix, StringComparison.Ordinal)
                && Decode(protocol[TokenProtocolPrefix.Length..]) is { } token
                && Matches(hash, token);
        }

        return isShown;
    }

    private static string[] Split(string? protocols) =>
        protocols?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Decode(string base64Url)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(base64Url));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Takes the same time whatever is wrong with the token, its length included.</summary>
    private static bool Matches(byte[] hash, string token) => CryptographicOperations.FixedTimeEquals(hash, Hash(token));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
