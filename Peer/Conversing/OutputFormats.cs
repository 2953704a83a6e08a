using System.Buffers;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Piping;
using RtcPeer.Peer.Scripting;

namespace RtcPeer.Peer.Conversing;

/// <summary>Decides how what comes from a peer appears on stdout.</summary>
/// <param name="output">stdout.</param>
/// <param name="toTerminal">Whether somebody looks at it.</param>
/// <param name="options">What the user asked for.</param>
/// <param name="members">The peers.</param>
/// <param name="awaited">Who looks at each message before it is written.</param>
internal sealed class OutputFormats(Output output, bool toTerminal, PeerOptions options, Members members, Awaited awaited)
{
    /// <summary>The messages of a peer.</summary>
    public IMessageFormat MessagesOf(string name) => options.SendOnly ? new NoFormat() : awaited.Watch(FormatOf(name, options.Framing));

    /// <summary>
    /// The stream of a peer of our own kind: to a pipe exactly as it came. Where several peers may write, their lines stay
    /// whole; on a terminal, and with names, each line has a look of its own.
    /// </summary>
    public StreamOutput StreamFor(string name, PipeFraming framing)
    {
        if (options.Json || options.Awaits)
        {
            return new StreamOutput(
                output, new StreamFormat(Input.SeparatorOf(framing) ?? LineReader.Lf, MessagesOf(name), static () => false));
        }

        if (Input.SeparatorOf(framing) is not { } separator || options.Binary)
        {
            return new StreamOutput(output, toTerminal ? new StreamFormat(LineReader.Lf, new TerminalFormat(true), static () => false) : null);
        }

        if (toTerminal || IsNamed)
        {
            return new StreamOutput(output, new StreamFormat(separator, FormatOf(name, options.Framing), static () => false));
        }

        var exact = options.MaxPeers == 1 ? null : new StreamFormat(separator, null, () => members.WereSeveral);
        return new StreamOutput(output, exact);
    }

    /// <summary>Nothing of what comes is to appear.</summary>
    private sealed class NoFormat : IMessageFormat
    {
        public void Append(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
        {
        }
    }

    private bool IsNamed => options.Prefix ?? false;

    private IMessageFormat FormatOf(string name, PipeFraming framing)
    {
        if (options.Json)
        {
            return new JsonFormat(name);
        }

        byte? separator = Input.SeparatorOf(framing);
        IMessageFormat text = toTerminal ? new TerminalFormat(separator is not null) : new ExactFormat(separator);
        return separator is not null && (options.Prefix ?? toTerminal)
            ? new PrefixedFormat(name, () => options.Prefix ?? members.WereSeveral, text)
            : text;
    }
}
