namespace RtcPeer.WebRtc.Io;

/// <summary>How a data channel ended.</summary>
public enum RtcChannelClosure
{
    /// <summary>One end closed it: all that was accepted before was delivered (RFC 8831 section 6.7).</summary>
    Clean,

    /// <summary>The connection beneath it ended first: messages may be missing.</summary>
    ConnectionLost,
}
