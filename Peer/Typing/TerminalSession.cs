using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Piping;

namespace RtcPeer.Peer.Typing;

/// <summary>A conversation that is held at a terminal: what comes in does not tear the line that is being typed.</summary>
internal sealed class TerminalSession : IDisposable
{
    private const int DefaultColumns = 80;

    private TerminalSession(Stream terminal)
    {
        Screen = new TerminalScreen(terminal, Columns, Colours.Wanted);
        Streams = new StandardStreams(new TypedInput(Screen, new ConsoleKeys()), new ScreenOutput(Screen), OutputIsTerminal: true, InputIsTerminal: true);
    }

    public TerminalScreen Screen { get; }

    /// <summary>stdin and stdout of the conversation.</summary>
    public StandardStreams Streams { get; }

    /// <summary>
    /// A session at the terminal; null where there is none, or none that is good enough, or what is carried is not lines
    /// that somebody types and reads.
    /// </summary>
    public static TerminalSession? TryOpen(PeerOptions options, StandardStreams streams) =>
        Console.IsInputRedirected || Console.IsOutputRedirected || options.Framing != PipeFraming.Lines || options.Json || IsDumb
            ? null
            : new TerminalSession(streams.Output);

    public void Dispose() => Screen.HidePrompt();

    /// <summary>Windows needs no name for its terminal.</summary>
    private static bool IsDumb =>
        Environment.GetEnvironmentVariable("TERM") is var name
        && (name == "dumb" || (string.IsNullOrEmpty(name) && !OperatingSystem.IsWindows()));

    /// <summary>A terminal that does not know its width says 0.</summary>
    private static int Columns()
    {
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : DefaultColumns;
        }
        catch (IOException)
        {
            return DefaultColumns;
        }
    }
}
