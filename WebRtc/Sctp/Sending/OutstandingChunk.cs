using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>A chunk that has got a TSN, until the cumulative TSN of the other end passes it.</summary>
internal struct OutstandingChunk
{
    public OutgoingMessage Message;
    public int Offset;
    public uint Fsn;
    public ushort Length;
    public ChunkState State;
    public DataFlags Flags;
    public DataFormat Format;
    public int Transmissions;

    /// <summary>It stood where a packet of the smallest size would have been at its end: the packet was larger.</summary>
    public bool IsBeyondBase;

    /// <summary>The packet that carried it last, in the order of sending.</summary>
    public long Order;
    public Instant SentAt;
    public DeliveryState Delivery;

    /// <summary>What it takes in a packet, and so of the congestion window.</summary>
    public readonly int Size => Format.HeaderSize + Chunk.Pad(Length);

    public readonly ReadOnlySpan<byte> Payload => Message.Fragment(Offset, Length);
}
