namespace RtcPeer.WebRtc.Io;

/// <summary>A session description or candidate of the other end that cannot be used; the message says why.</summary>
public sealed class RtcNegotiationException : Exception
{
    internal RtcNegotiationException(string message)
        : base(message)
    {
    }
}
