using System.Runtime.InteropServices;

namespace RtcPeer.Relay.Hosting;

/// <summary>SIGINT and SIGTERM: the first asks the program to stop, the second ends it at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Signals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, ExitCode.Terminated));
    }

    /// <summary>Completes with the name of the first signal.</summary>
    public Task<string> First => _first.Task;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext context, ExitCode ifSecond)
    {
        context.Cancel = true;
        if (!_first.TrySetResult(context.Signal.ToString()))
        {
            Environment.Exit((int)ifSecond);
        }
    }
}
