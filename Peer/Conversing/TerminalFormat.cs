using System.Buffers;
using System.Text;
using RtcPeer.Peer.Logging;

namespace RtcPeer.Peer.Conversing;

/// <summary>Text for a terminal, which the other end must not be able to steer.</summary>
/// <param name="lines">
/// Whether each message is a line. Without lines a message may end within a character, and the next goes on with it.
/// </param>
internal sealed class TerminalFormat(bool lines) : IMessageFormat
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        var characters = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(message.Length));
        var count = _decoder.GetChars(message, characters, flush: lines);
        var text = TerminalText.Harmless(new string(characters, 0, count), lineFeeds: true);
        ArrayPool<char>.Shared.Return(characters);
        Encoding.UTF8.GetBytes(text, output);
        if (lines)
        {
            output.Write("\n"u8);
        }
    }
}
