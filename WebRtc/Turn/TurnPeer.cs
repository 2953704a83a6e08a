using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Turn;

/// <summary>An address that is sent to through the server, with its permission and perhaps a channel.</summary>
internal sealed class TurnPeer(TransportAddress address)
{
    /// <summary>More than a connectivity check takes, in bytes; what is longer is sent again by those who need it.</summary>
    private const int MaxHeldLength = 1500;

    private byte[]? _held;

    public TransportAddress Address { get; } = address;

    /// <summary>The request that is under way for it, if one is.</summary>
    public TurnTransaction? Transaction { get; set; }

    /// <summary>The server lets datagrams through in both directions.</summary>
    public bool IsPermitted { get; set; }

    /// <summary>The server has said no, which holds until the entry is forgotten.</summary>
    public bool IsRefused { get; set; }

    /// <summary>0 while there is none. A number that was asked for may arrive before the answer.</summary>
    public ushort Channel { get; set; }

    public bool IsBound { get; set; }

    /// <summary>When permission and channel are renewed, or the entry is forgotten if nobody has used it.</summary>
    public Instant RefreshAt { get; set; } = Instant.Never;

    /// <summary>When something was last sent to it.</summary>
    public Instant LastUsedAt { get; set; }

    public bool HasHeld => _held is not null;

    /// <summary>Keeps the latest datagram until it may be sent: the first check to an address is what asks for permission.</summary>
    public void Hold(ReadOnlySpan<byte> datagram) => _held = datagram.Length <= MaxHeldLength ? datagram.ToArray() : null;

    public byte[] TakeHeld()
    {
        var held = _held ?? [];
        _held = null;
        return held;
    }
}
