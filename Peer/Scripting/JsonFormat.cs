using System.Buffers;
using System.Text;
using System.Text.Unicode;
using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Scripting;

/// <summary>Each message as an event: text as such, bytes that are none in base64.</summary>
/// <param name="name">The peer that they are from.</param>
internal sealed class JsonFormat(string name) : IMessageFormat
{
    public void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        EventLine.Append(
            output, EventNames.Message, TimeProvider.System.GetUtcNow(),
            ("peer", name),
            Utf8.IsValid(message) ? ("text", Encoding.UTF8.GetString(message)) : ("base64", Convert.ToBase64String(message)));
    }
}
