namespace RtcPeer.WebRtc.Io;

/// <summary>What was asked for can no longer be done, because the channel or its connection has ended.</summary>
public sealed class RtcConnectionException : IOException
{
    internal RtcConnectionException(string message, RtcFailure? failure = null)
        : base(message) => Failure = failure;

    /// <summary>Why the connection ended, where it did not end by our own closing.</summary>
    public RtcFailure? Failure { get; }
}
