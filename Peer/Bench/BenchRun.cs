using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Options;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Bench;

/// <summary>Measures over an open channel, or responds to one who does.</summary>
internal sealed class BenchRun(
    ChannelConnection connection, BenchOptions options, TextWriter output, TextWriter? terminal, ILogger logger)
{
    /// <summary>How long a responder may be silent while it has something to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RtcDataChannel _channel =
        connection.Channel ?? throw new ArgumentException("The channel is not open.", nameof(connection));

    private readonly Activity _activity = new();
    private readonly Report _report = new(output, options.Json);

    /// <param name="connecting">How long the connection took; null where we did not call.</param>
    public async Task<ExitCode> RunAsync(TimeSpan? connecting, Interruption interruption)
    {
        using var stopWatching = new CancellationTokenSource();
        var watching = new Watch(_activity, terminal).RunAsync(connecting is null ? null : Patience, stopWatching.Token);
        var measuring = connecting is { } time ? CallAsync(time) : RespondAsync();
        try
        {
            await Task.WhenAny(measuring, watching).WaitAsync(interruption.Token);
            return measuring.IsCompleted ? await measuring : Fail(ExitCode.Failed, "the other end does not answer");
        }
        catch (BenchException e)
        {
            return Fail(e.Code, e.Message);
        }
        catch (RtcConnectionException e)
        {
            logger.ConnectionLost(e.Message);
            return ExitCode.ConnectionLost;
        }
        finally
        {
            await stopWatching.CancelAsync();
            await watching;
            await connection.DisposeAsync();
            await ((Task)measuring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ExitCode> CallAsync(TimeSpan connecting)
    {
        if (options.Size > connection.MaxMessageSize && (options.Mode & BenchMode.Tput) != 0)
        {
            throw new BenchException(
                ExitCode.Failed,
                $"the other end takes messages of at most {connection.MaxMessageSize} bytes, not of {options.Size}");
        }

        await new Caller(_channel, options, _activity, _report).RunAsync(connecting);
        await _channel.CloseAsync();
        return ExitCode.Done;
    }

    private async Task<ExitCode> RespondAsync()
    {
        await new Responder(_channel, _activity).RunAsync();
        var usage = ProcessUsage.Now();
        _report.Write(new Result.Respond(), usage.Cpu, usage.PeakMemory);
        if (await _channel.Closed == RtcChannelClosure.Clean)
        {
            return ExitCode.Done;
        }

        logger.ConnectionLost("the channel ended without being closed");
        return ExitCode.ConnectionLost;
    }

    private ExitCode Fail(ExitCode code, string reason)
    {
        logger.GaveUp(reason);
        return code;
    }
}
