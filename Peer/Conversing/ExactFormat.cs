using System.Buffers;

namespace RtcPeer.Peer.Conversing;

/// <summary>The bytes of each message as they came.</summary>
/// <param name="separator">What ends each message; null for nothing.</param>
internal sealed class ExactFormat(byte? separator) : IMessageFormat
{
    public void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        output.Write(message);
        if (separator is { } end)
        {
            output.Write([end]);
        }
    }
}
