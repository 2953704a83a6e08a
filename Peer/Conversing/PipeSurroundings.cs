using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Piping;

namespace RtcPeer.Peer.Conversing;

/// <summary>What the pipes of a conversation have in common.</summary>
/// <param name="Input">stdin.</param>
/// <param name="Output">stdout.</param>
/// <param name="OutputFor">How the bytes of a peer of that name, and of that framing, appear there.</param>
/// <param name="Renew">Asks for another connection in place of one that is lost.</param>
/// <param name="Members">The peers.</param>
/// <param name="Options">What the user asked for.</param>
/// <param name="Logger">Where it logs.</param>
internal sealed record PipeSurroundings(
    Input Input, Output Output, Func<string, PipeFraming, StreamOutput> OutputFor, Func<ChannelConnection, ValueTask> Renew,
    Members Members, PeerOptions Options, ILogger Logger);
