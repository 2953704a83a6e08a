namespace RtcPeer.WebRtc.Io;

/// <summary>How a data channel is to be (W3C WebRTC, RTCDataChannelInit).</summary>
public sealed record RtcDataChannelInit
{
    /// <summary>Whether messages arrive in the order they were sent in.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>How often a lost message is sent again before it is given up; null for no limit.</summary>
    public ushort? MaxRetransmits { get; init; }

    /// <summary>For how long a message is tried before it is given up, in ms; null for no limit.</summary>
    public ushort? MaxPacketLifeTime { get; init; }

    /// <summary>The subprotocol's name, at most 65,535 bytes of UTF-8.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Whether both ends create the channel themselves, with the same <see cref="Id"/>, without announcing it.</summary>
    public bool Negotiated { get; init; }

    /// <summary>The stream to use, 0 to 65,534; null to let the connection choose.</summary>
    public ushort? Id { get; init; }
}
