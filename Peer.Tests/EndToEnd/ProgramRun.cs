using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>A program run as a process of its own. Disposing it kills what is left of it.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly string _name;
    private readonly Process _process;
    private readonly Task _capturing;

    private ProgramRun(string name, Process process)
    {
        _name = name;
        _process = process;
        _capturing = Task.WhenAll(
            Output.CaptureAsync(process.StandardOutput.BaseStream),
            Error.CaptureAsync(process.StandardError.BaseStream));
    }

    /// <summary>What it wrote to stdout.</summary>
    public OutputCapture Output { get; } = new();

    /// <summary>What it wrote to stderr.</summary>
    public OutputCapture Error { get; } = new();

    /// <summary>Its stdin, unbuffered.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    public bool HasExited => _process.HasExited;

    /// <summary>The most memory it has had resident, in bytes; 0 where the system does not say.</summary>
    public long PeakMemory
    {
        get
        {
            try
            {
                var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="name">What failure messages call it.</param>
    /// <param name="fileName">The program: a path, or a name to look for on PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside those of the test; null removes one.</param>
    public static ProgramRun Start(
        string name, string fileName, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[key] = value;
        }

        return new ProgramRun(name, Process.Start(start) ?? throw new InvalidOperationException($"{fileName} did not start"));
    }

    /// <summary>Waits until stderr matches; a failure shows all that the program wrote.</summary>
    public Task<Match> WaitForErrorAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern, CancellationToken cancellationToken) =>
        WaitForAsync(Error, pattern, cancellationToken);

    /// <summary>Waits until stdout matches; a failure shows all that the program wrote.</summary>
    public Task<Match> WaitForOutputAsync([StringSyntax(StringSyntaxAttribute.Regex)] string pattern, CancellationToken cancellationToken) =>
        WaitForAsync(Output, pattern, cancellationToken);

    /// <summary>Writes text to its stdin.</summary>
    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await Input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await Input.FlushAsync(cancellationToken);
    }

    /// <summary>Ends its stdin.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends it a signal.</summary>
    public void Signal(PosixSignal signal) => Signal(signal.ToString()[3..]);

    /// <summary>Sends it a signal, named without SIG.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero, $"cannot send {signal} to {_name}");
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until it has ended and all its output is here; returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken);
            await _capturing.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_name} did not end.\n{Describe()}");
        }

        return _process.ExitCode;
    }

    /// <summary>Asserts the exit code; a failure shows all that the program wrote.</summary>
    public async Task AssertExitAsync(int code, CancellationToken cancellationToken) =>
        Assert.That(await WaitForExitAsync(cancellationToken), Is.EqualTo(code), Describe());

    /// <summary>All that it wrote, for failure messages.</summary>
    public string Describe() => $"--- {_name}, stdout:\n{Shorten(Output.Text)}\n--- {_name}, stderr:\n{Shorten(Error.Text)}\n---";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _capturing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await TestContext.Out.WriteLineAsync(Describe());
        _process.Dispose();
    }

    private static string Shorten(string text)
    {
        const int most = 4000;
        return text.Length <= most ? text : string.Concat(text.AsSpan(0, most / 2), "\n[...]\n", text.AsSpan(text.Length - (most / 2)));
    }

    private async Task<Match> WaitForAsync(OutputCapture capture, string pattern, CancellationToken cancellationToken)
    {
        try
        {
            return await capture.WaitForAsync(new Regex(pattern, RegexOptions.Multiline), cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            throw new TimeoutException($"{_name} never wrote /{pattern}/.\n{Describe()}");
        }
    }
}
