using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Bench;

/// <summary>Nothing more can be measured with this other end; the message is a sentence for the user.</summary>
internal sealed class BenchException(ExitCode code, string message) : Exception(message)
{
    public ExitCode Code => code;
}
