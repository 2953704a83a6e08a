using System.Buffers;

namespace RtcPeer.Peer.Conversing;

/// <summary>Lines that begin with the name of the peer that they are from.</summary>
/// <param name="name">The name.</param>
/// <param name="isWanted">Whether the next line is to have it.</param>
/// <param name="text">How the text itself appears.</param>
internal sealed class PrefixedFormat(string name, Func<bool> isWanted, IMessageFormat text) : IMessageFormat
{
    private readonly byte[] _prefix = System.Text.Encoding.UTF8.GetBytes($"{name}: ");

    public void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        if (!isWanted())
        {
            text.Append(message, output);
            return;
        }

        // A message of several lines must not be able to pass for one of somebody else.
        while (message.IndexOf((byte)'\n') is >= 0 and var end)
        {
            AppendLine(message[..end], output);
            message = message[(end + 1)..];
        }

        AppendLine(message, output);
    }

    private void AppendLine(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        output.Write(_prefix);
        text.Append(line, output);
    }
}
