using System.Buffers;
using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Scripting;

/// <summary>Shows each message to who waits for one, before it is written.</summary>
internal sealed class AwaitingFormat(Awaited awaited, IMessageFormat format) : IMessageFormat
{
    public void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        if (awaited.Take(message))
        {
            format.Append(message, output);
        }
    }
}
