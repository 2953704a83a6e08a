namespace RtcPeer.Relay;

/// <summary>The relay can't start with the address, certificate or secret it was given.</summary>
internal sealed class RelayStartException(ExitCode exitCode, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What the program ends with.</summary>
    public ExitCode ExitCode { get; } = exitCode;
}
