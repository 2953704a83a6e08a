using System.Net.WebSockets;
using System.Text;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>One whole message or close of a client.</summary>
internal sealed record Received(WebSocketMessageType Type, byte[] Data)
{
    public string Text => Encoding.UTF8.GetString(Data);
}
