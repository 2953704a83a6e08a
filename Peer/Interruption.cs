using System.Runtime.InteropServices;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer;

/// <summary>SIGINT (Ctrl-C) and SIGTERM: the first asks the program to end in good order, the second ends it at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _code;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, ExitCode.Terminated)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _requested.Token;

    /// <summary>The exit code that the first signal asks for; meaningful once <see cref="Token"/> is cancelled.</summary>
    public ExitCode Code => (ExitCode)Volatile.Read(ref _code);

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _requested.Dispose();
    }

    /// <summary>Asks the program to end with a code; false where it was asked before.</summary>
    public bool TryRequest(ExitCode code)
    {
        if (Interlocked.CompareExchange(ref _code, (int)code, 0) != 0)
        {
            return false;
        }

        _requested.Cancel();
        return true;
    }

    private void OnSignal(PosixSignalContext context, ExitCode code)
    {
        // The second time it is not cancelled: then the signal does what it does to any program, and ends it.
        context.Cancel = TryRequest(code);
    }
}
