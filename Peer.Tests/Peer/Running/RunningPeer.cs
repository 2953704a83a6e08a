using System.IO.Pipes;
using System.Text;
using RtcPeer.Peer.Conversing;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Tests.Relay;
using Serilog;
using Serilog.Extensions.Logging;

namespace RtcPeer.Peer.Tests.Peer.Running;

/// <summary>The program in this process, with pipes for stdin and stdout.</summary>
internal sealed class RunningPeer : IAsyncDisposable
{
    private readonly AnonymousPipeServerStream _input = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In);
    private readonly Interruption _interruption = new();
    private readonly SerilogLoggerFactory _loggers;
    private readonly Stream _inputEnd;
    private readonly Stream _outputEnd;

    public RunningPeer(PeerOptions options, bool terminal = false, Stream? input = null, Stream? output = null, bool typed = false)
    {
        _loggers = new SerilogLoggerFactory(
            new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(Log).CreateLogger(), dispose: true);
        _inputEnd = input ?? new AnonymousPipeClientStream(PipeDirection.In, _input.ClientSafePipeHandle);
        _outputEnd = output ?? new AnonymousPipeClientStream(PipeDirection.Out, _output.ClientSafePipeHandle);
        Exit = RunAsync(options, new StandardStreams(_inputEnd, _outputEnd, terminal, typed));
    }

    public LogWatcher Log { get; } = new();

    /// <summary>The exit code, when it ends.</summary>
    public Task<ExitCode> Exit { get; }

    public void Write(string text) => _input.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>The end of stdin.</summary>
    public void CloseInput() => _input.Dispose();

    /// <summary>The reader of stdout has enough.</summary>
    public void CloseOutput() => _output.Dispose();

    public void Interrupt(ExitCode code) => _interruption.TryRequest(code);

    /// <summary>What comes on stdout next, up to and with the given end.</summary>
    public async Task<string> ReadToAsync(string end, CancellationToken cancellationToken)
    {
        var text = new MemoryStream();
        var one = new byte[1];
        while (!Encoding.UTF8.GetString(text.ToArray()).EndsWith(end, StringComparison.Ordinal))
        {
            if (await _output.ReadAsync(one, cancellationToken) == 0)
            {
                break;
            }

            text.Write(one);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>All of stdout, to the end of the program.</summary>
    public async Task<byte[]> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var all = new MemoryStream();
        await _output.CopyToAsync(all, cancellationToken);
        return all.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        _interruption.TryRequest(ExitCode.Interrupted);
        CloseInput();
        CloseOutput();
        await Exit;
        _interruption.Dispose();
        _loggers.Dispose();
    }

    private async Task<ExitCode> RunAsync(PeerOptions options, StandardStreams streams)
    {
        var code = await PeerRun.ExecuteAsync(options, streams, _interruption, _loggers);
        await _outputEnd.DisposeAsync();
        await _inputEnd.DisposeAsync();
        return code;
    }
}
