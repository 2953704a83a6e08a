using System.Buffers;
using System.Text;
using System.Text.Unicode;
using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Scripting;

/// <summary>Each message as an event: text as such, bytes in base64.</summary>
/// <param name="name">The peer that they are from.</param>
/// <param name="binary">Whether bytes are carried; else messages are text where they can be.</param>
internal sealed class JsonFormat(string name, bool binary) : IMessageFormat
{
    public void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        var isText = !binary && Utf8.IsValid(message);
        EventLine.Append(
            output, EventNames.Message, TimeProvider.System.GetUtcNow(),
            ("peer", name),
            isText ? ("text", Encoding.UTF8.GetString(message)) : ("base64", Convert.ToBase64String(message)));
    }
}
