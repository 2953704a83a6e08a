using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>Puts DATA chunks into the room that a packet has left.</summary>
internal sealed class PacketFiller(AssociationContext context, SendQueue queue, OutstandingData outstanding, LossDetector losses)
{
    /// <summary>A smaller remainder of a packet is left empty rather than a message cut for it, in bytes.</summary>
    private const int MinFragment = 256;

    private int _lastChunk;

    /// <summary>What of the current message goes into that room, or 0.</summary>
    public int FragmentLength(OutgoingMessage message, int room)
    {
        var rest = message.Length - message.Sent;
        room -= outstanding.Format.HeaderSize;
        return rest <= room ? rest : room < MinFragment ? 0 : room & ~3;
    }

    /// <summary>Sends again what was lost, oldest first; returns the number of bytes.</summary>
    public int WriteLost(ref ByteWriter writer, Instant now)
    {
        var bytes = 0;
        while (outstanding.TryPeekLost(out var tsn) && outstanding.Ring[tsn].Size <= writer.Free)
            bytes += Write(ref writer, tsn, now);
        return bytes;
    }

    /// <summary>Gives the next fragment its TSN and writes it; returns the number of bytes.</summary>
    public int WriteNew(ref ByteWriter writer, OutgoingMessage message, int length, Instant now)
    {
        var flags = message.IsUnordered ? DataFlags.Unordered : DataFlags.None;
        if (!message.HasBegun)
        {
            flags |= DataFlags.Beginning;
            message.Mid = message.Stream.NextMid(message.IsUnordered);
        }
        if (message.Sent + length == message.Length) flags |= DataFlags.End;
        var tsn = outstanding.Add(message, length, flags);
        queue.Advance(message, length);
        return Write(ref writer, tsn, now);
    }

    /// <summary>Sends the last chunk that is on its way once more, unless its message allows that no more.</summary>
    public int WriteTail(ref ByteWriter writer, Instant now)
    {
        if (!outstanding.TryFindTail(out var tsn)) return 0;
        ref readonly var chunk = ref outstanding.Ring[tsn];
        var message = chunk.Message;
        var isExhausted = message.MaxRetransmits >= 0 && chunk.Transmissions > message.MaxRetransmits;
        if (isExhausted || message.Expiry <= now || chunk.Size > writer.Free) return 0;
        return Write(ref writer, tsn, now);
    }

    /// <summary>Sets the I bit of the chunk that was written last (RFC 9260 section 6.1).</summary>
    public void AskForImmediateSack(in ByteWriter writer) =>
        writer.Written[_lastChunk + 1] |= (byte)DataFlags.Immediate;

    private int Write(ref ByteWriter writer, Tsn tsn, Instant now)
    {
        ref readonly var chunk = ref outstanding.Ring[tsn];
        var message = chunk.Message;
        _lastChunk = writer.Length;
        new DataChunk
        {
            Format = chunk.Format,
            Flags = chunk.Flags,
            Tsn = tsn,
            Stream = message.Stream.Id,
            Mid = message.Mid,
            Fsn = chunk.Fsn,
            Ppid = message.Ppid,
            Payload = chunk.Payload,
        }.Write(ref writer);
        outstanding.OnSent(tsn, losses.NextOrder, writer.Length > context.Options.MaxPacketSize, now);
        losses.OnChunkSent(tsn, now);
        return chunk.Size;
    }
}
