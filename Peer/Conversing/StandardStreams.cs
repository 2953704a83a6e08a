using Microsoft.Win32.SafeHandles;

namespace RtcPeer.Peer.Conversing;

/// <summary>stdin and stdout as they are, without the conveniences of <see cref="Console"/>.</summary>
internal sealed record StandardStreams(Stream Input, Stream Output, bool OutputIsTerminal, bool InputIsTerminal = false)
{
    /// <summary>EPIPE, on every system that has it.</summary>
    public const int BrokenPipe = 32;

    public static StandardStreams Open() => new(OpenInput(), OpenOutput(), !Console.IsOutputRedirected, !Console.IsInputRedirected);

    /// <summary>Whether a write failed because the program that reads our output has ended.</summary>
    public static bool IsBrokenPipe(Exception exception) => exception is IOException { HResult: BrokenPipe };

    /// <summary>
    /// From a terminal, Console's stream would edit lines itself and echo them; the terminal does that well enough.
    /// From a file, a FileStream would read at a position of its own and leave that of the file where it was, to the
    /// surprise of whoever reads on after us.
    /// </summary>
    private static Stream OpenInput() =>
        Console.IsInputRedirected || OperatingSystem.IsWindows() ? Console.OpenStandardInput() : Raw(0, FileAccess.Read);

    /// <summary>
    /// Into a pipe, Console's stream would hide that nobody reads it any more. Into a file, a FileStream would write at a
    /// position of its own, over what others (stderr, for one) write to the same file.
    /// </summary>
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var raw = Raw(1, FileAccess.Write);
        if (!raw.CanSeek)
        {
            return raw;
        }

        raw.Dispose();
        return Console.OpenStandardOutput();
    }

    private static FileStream Raw(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
