using System.Net;
using RtcPeer.Relay.Http;

namespace RtcPeer.Relay.Access;

/// <summary>Who is served.</summary>
internal sealed class Gate(OriginCheck origins, TokenCheck tokens)
{
    /// <summary>Why a client may not join a room, or null.</summary>
    public Refusal? CheckRoom(HttpListenerRequest request, FrontConnection connection, string room) =>
        CheckOrigin(request, connection)
        ?? (tokens.AllowsRoom(room, request.Headers["Authorization"], request.Headers["Sec-WebSocket-Protocol"]) ? null : Refusal.Token);

    /// <summary>
    /// Why a client may not have credentials for TURN, or null. Who names a room in the query, as <c>?room=/blue</c>, is
    /// asked for that room's token.
    /// </summary>
    public Refusal? CheckIce(HttpListenerRequest request, FrontConnection connection) =>
        CheckOrigin(request, connection) ?? (IsAllowedIce(request) ? null : Refusal.Token);

    private bool IsAllowedIce(HttpListenerRequest request)
    {
        var authorization = request.Headers["Authorization"];
        return request.QueryString["room"] is { } room
            ? Uri.TryCreate($"http://relay/{room.TrimStart('/')}", UriKind.Absolute, out var address)
                && tokens.AllowsRoom(address.AbsolutePath, authorization, null)
            : tokens.Allows(authorization);
    }

    private Refusal? CheckOrigin(HttpListenerRequest request, FrontConnection connection) =>
        origins.Allows(request.Headers["Origin"], connection.Request?.Field("Host"), connection.ClientAddress) ? null : Refusal.Origin;
}
