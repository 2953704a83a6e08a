using System.Diagnostics;
using System.Text;

namespace RtcPeer.Peer.Trust;

/// <summary>The terminal that the system knows of: <c>/dev/tty</c>, or the console of Windows.</summary>
internal sealed class Terminal : ITerminal
{
    private const string Device = "/dev/tty";

    /// <summary>
    /// The shell switches the echo off and, whatever ends it, on again; what was typed comes back through a pipe.
    /// </summary>
    private const string ReadHidden =
        "saved=$(stty -g <$0) || exit 1; trap 'stty \"$saved\" <$0; exit 130' INT TERM; stty -echo <$0; "
        + "IFS= read -r line <$0; stty \"$saved\" <$0; printf %s \"$line\"";

    public bool Exists
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return !Console.IsInputRedirected;
            }

            try
            {
                using var device = Open();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    public void Tell(string line) => Console.Error.WriteLine(line);

    public string? AskHidden(string question)
    {
        Console.Error.Write(question);
        var line = OperatingSystem.IsWindows() ? ReadKeys() : ReadByShell();
        Console.Error.WriteLine();
        return line;
    }

    public async Task<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        await Console.Error.WriteAsync(question.AsMemory(), cancellationToken);

        // Nothing can call back a read from a terminal: it is left behind, and does not keep the process alive.
        return await Task.Run(ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
    }

    private static FileStream Open() => new(Device, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    private static string? ReadLine()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.ReadLine();
        }

        // A terminal gives a line at a time, and nothing is read beyond it.
        using var device = Open();
        using var reader = new StreamReader(device, Encoding.UTF8);
        return reader.ReadLine();
    }

    private static string? ReadByShell()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", ReadHidden, Device]) { RedirectStandardOutput = true };
        using var shell = Process.Start(start);
        var line = shell?.StandardOutput.ReadToEnd();
        shell?.WaitForExit();
        return shell?.ExitCode == 0 ? line : null;
    }

    private static string ReadKeys()
    {
        var line = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } pressed)
        {
            if (pressed.Key == ConsoleKey.Backspace)
            {
                line.Length = Math.Max(0, line.Length - 1);
            }
            else if (pressed.KeyChar != 0)
            {
                line.Append(pressed.KeyChar);
            }
        }

        return line.ToString();
    }
}
