using System.Net;

namespace RtcPeer.Relay.Http;

/// <summary>A connection that is about to become a WebSocket.</summary>
/// <param name="Stream">The client's connection; the receiver of this object owns it.</param>
/// <param name="Response">The 101 response, which the owner sends when it is ready for the client's frames.</param>
/// <param name="ClientAddress">Where the client is.</param>
internal sealed record UpgradedStream(Stream Stream, ReadOnlyMemory<byte> Response, IPAddress ClientAddress);
