using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp.Sending;

/// <summary>A message from its acceptance until the other end has all of it. Reused, so that traffic allocates none.</summary>
internal sealed class OutgoingMessage
{
    public OutgoingStream Stream { get; private set; } = OutgoingStream.None;

    public byte[] Buffer { get; private set; } = [];

    public int Length { get; private set; }

    public uint Ppid { get; private set; }

    public bool IsUnordered { get; private set; }

    /// <summary>-1 for no limit.</summary>
    public int MaxRetransmits { get; private set; }

    /// <summary>When it is given up; never, for a reliable one.</summary>
    public Instant Expiry { get; private set; }

    /// <summary>Message Identifier, or Stream Sequence Number; drawn with the first fragment.</summary>
    public uint Mid { get; set; }

    /// <summary>How many fragments have got TSNs: the number of the next one.</summary>
    public uint NextFsn { get; set; }

    /// <summary>Of its first and last fragment so far; valid once it has begun.</summary>
    public Tsn FirstTsn { get; set; }

    public Tsn LastTsn { get; set; }

    /// <summary>How many bytes have got TSNs.</summary>
    public int Sent { get; set; }

    /// <summary>How many of its chunks the cumulative TSN of the other end has not passed.</summary>
    public int Outstanding { get; set; }

    public bool IsAbandoned { get; set; }

    /// <summary>The next message of the same stream, or the next free one.</summary>
    public OutgoingMessage? Next { get; set; }

    public bool HasBegun => Sent > 0;

    public bool IsFullySent => Sent == Length;

    public ReadOnlySpan<byte> Fragment(int offset, int length) => Buffer.AsSpan(offset, length);

    public void Begin(
        OutgoingStream stream, uint ppid, byte[] buffer, int length, in SendOptions options, Instant now)
    {
        Stream = stream;
        Ppid = ppid;
        Buffer = buffer;
        Length = length;
        IsUnordered = options.Unordered;
        MaxRetransmits = options.MaxRetransmits ?? -1;
        Expiry = options.Lifetime is { } lifetime ? now + lifetime : Instant.Never;
        Mid = 0;
        NextFsn = 0;
        Sent = 0;
        Outstanding = 0;
        IsAbandoned = false;
        Next = null;
    }

    /// <summary>Lets go of what it refers to, until it is used again.</summary>
    public void End()
    {
        Stream = OutgoingStream.None;
        Buffer = [];
    }
}
