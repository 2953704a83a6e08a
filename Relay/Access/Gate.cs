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

    /// <summary>Why a client may not have credentials for TURN, or null.</summary>
    public Refusal? CheckIce(HttpListenerRequest request, FrontConnection connection) =>
        CheckOrigin(request, connection) ?? (tokens.Allows(request.Headers["Authorization"]) ? null : Refusal.Token);

    private Refusal? CheckOrigin(HttpListenerRequest request, FrontConnection connection) =>
        origins.Allows(request.Headers["Origin"], connection.Request?.Field("Host"), connection.ClientAddress) ? null : Refusal.Origin;
}
