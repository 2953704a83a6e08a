using System.Buffers;

namespace RtcPeer.Peer.Conversing;

/// <summary>How received messages appear on stdout.</summary>
internal interface IMessageFormat
{
    void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output);
}
