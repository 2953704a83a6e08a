using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Connecting;

/// <summary>No channel could be opened; the message is a sentence for the user.</summary>
internal sealed class SetupException(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code => code;
}
