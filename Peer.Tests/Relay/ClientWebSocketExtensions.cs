using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Relay;

/// <summary>Whole messages over a WebSocket client.</summary>
internal static class ClientWebSocketExtensions
{
    extension(ClientWebSocket client)
    {
        public Task SendTextAsync(string text, CancellationToken cancellationToken) =>
            client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

        public async Task<Received> ReceiveWholeAsync(CancellationToken cancellationToken)
        {
            using var data = new MemoryStream();
            var buffer = new byte[64 * 1024];
            ValueWebSocketReceiveResult result;
            do
            {
                result = await client.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                data.Write(buffer, 0, result.Count);
            }
            while (!result.EndOfMessage);
            return new Received(result.MessageType, data.ToArray());
        }

        public async Task<string> ReceiveTextAsync(CancellationToken cancellationToken)
        {
            var received = await client.ReceiveWholeAsync(cancellationToken);
            Assert.That(received.Type, Is.EqualTo(WebSocketMessageType.Text), $"closed with {client.CloseStatus}");
            return received.Text;
        }

        /// <summary>Reads until the relay closes, and returns the status of its close frame.</summary>
        public async Task<int> ReceiveCloseAsync(CancellationToken cancellationToken)
        {
            while ((await client.ReceiveWholeAsync(cancellationToken)).Type != WebSocketMessageType.Close)
            {
            }

            return (int)client.CloseStatus!;
        }
    }
}
