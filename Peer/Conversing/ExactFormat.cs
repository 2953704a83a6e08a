using System.Buffers;

namespace RtcPeer.Peer.Conversing;

/// <summary>The bytes of each message as they came.</summary>
/// <param name="lines">Whether each message is a line.</param>
internal sealed class ExactFormat(bool lines) : IMessageFormat
{
    public void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        output.Write(message);
        if (lines)
        {
            output.Write("\n"u8);
        }
    }
}
