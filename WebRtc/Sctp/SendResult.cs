namespace RtcPeer.WebRtc.Sctp;

/// <summary>What became of a message that was handed over for sending.</summary>
internal enum SendResult
{
    Accepted,

    /// <summary>No room now; <see cref="SctpEventKind.SendBufferAvailable"/> follows when there is.</summary>
    Full,

    /// <summary>The association is over, or is being shut down.</summary>
    NotOpen,

    /// <summary>The message is larger than the whole send buffer.</summary>
    TooLarge,

    /// <summary>The other end accepts fewer streams than that.</summary>
    NoSuchStream,

    /// <summary>A reset of the stream was asked for and is not confirmed yet.</summary>
    StreamResetting,
}
