using RtcPeer.Peer.Files;
using RtcPeer.Peer.Files.Receiving;
using RtcPeer.Peer.Files.Sending;
using RtcPeer.Peer.Files.Storing;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;
using Serilog;
using Serilog.Extensions.Logging;

namespace RtcPeer.Peer.Tests.Peer.Files;

/// <summary><c>peer send</c> or <c>peer receive</c> in this process.</summary>
internal sealed class FileRun : IAsyncDisposable
{
    private readonly Interruption _interruption = new();
    private readonly SerilogLoggerFactory _loggers;

    private FileRun(Func<Interruption, SerilogLoggerFactory, Task<ExitCode>> run)
    {
        _loggers = new SerilogLoggerFactory(
            new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(Log).CreateLogger(), dispose: true);
        Exit = run(_interruption, _loggers);
    }

    public LogWatcher Log { get; } = new();

    /// <summary>What it told, without the quotation marks around values.</summary>
    public IEnumerable<string> Lines => Log.Lines.Select(line => line.Replace("\"", "", StringComparison.Ordinal));

    /// <summary>The exit code, when it ends.</summary>
    public Task<ExitCode> Exit { get; }

    public static FileRun Send(Uri url, params string[] paths) => Send(url, SourceFiles.Find(paths, null, () => Stream.Null));

    public static FileRun Send(Uri url, SourceFiles files, bool caller = true) => new((interruption, loggers) =>
        FileRuns.SendAsync(new PeerOptions { Url = url, Caller = caller }, files, new TransferProgress(null), interruption, loggers));

    public static FileRun Receive(
        Uri url, string folder, ConflictPolicy policy = ConflictPolicy.Refuse, bool serves = false, Consent? consent = null, bool caller = false) =>
        new((interruption, loggers) => FileRuns.ReceiveAsync(
            new PeerOptions { Url = url, Caller = caller }, new ReceiveOptions(policy, consent is null, serves), folder, consent,
            new TransferProgress(null), interruption, loggers));

    public void Interrupt() => _interruption.TryRequest(ExitCode.Interrupted);

    public async ValueTask DisposeAsync()
    {
        _interruption.TryRequest(ExitCode.Interrupted);
        await Exit;
        _interruption.Dispose();
        _loggers.Dispose();
    }
}
