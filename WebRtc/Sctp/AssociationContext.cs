using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>What the parts of one association share.</summary>
internal sealed class AssociationContext
{
    public AssociationContext(SctpOptions options, IEntropy entropy)
    {
        Options = options;
        Entropy = entropy;
        MaxPacketSize = options.MaxPacketSize;
        Pool = new(Math.Max(options.SendBufferSize, options.MaxSendBufferSize));
        LocalTag = NewTag();
        Offer = new(FeaturesOf(options));
        LocalInitialTsn = new(entropy.NextUInt32());
    }

    public SctpOptions Options { get; }

    public IEntropy Entropy { get; }

    public BufferPool Pool { get; }

    public Queue<SctpEvent> Events { get; } = new();

    /// <summary>In bytes, with the common header.</summary>
    public int MaxPacketSize { get; set; }

    /// <summary>The largest DATA chunk: what goes into the smallest of the packets that there may come to be.</summary>
    public int MaxChunkSize => Options.MaxPacketSize - PacketHeader.Size;

    public SctpState State { get; set; } = SctpState.Closed;

    public bool HasEnded { get; private set; }

    /// <summary>The verification tag of every packet to us.</summary>
    public uint LocalTag { get; private set; }

    /// <summary>What we announce of ourselves under that tag.</summary>
    public InitOffer Offer { get; }

    /// <summary>We have said, under that tag, that we take packets whose checksum is zero.</summary>
    public bool AcceptsZeroChecksum { get; set; }

    public Tsn LocalInitialTsn { get; }

    /// <summary>What the other end said in its INIT or INIT ACK; null until one is believed.</summary>
    public PeerParameters? Peer { get; set; }

    /// <summary>Consecutive timeouts without any sign of life (RFC 9260 section 8.1).</summary>
    public int ErrorCount { get; set; }

    /// <summary>The ABORT that the next write has to carry.</summary>
    public PendingAbort? Abort { get; set; }

    /// <summary>Both ends know each other: packets with our tag are of this association.</summary>
    public bool IsUp => State >= SctpState.Established;

    /// <summary>DATA may be received (RFC 9260 section 6).</summary>
    public bool MayReceiveData =>
        State is SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownSent;

    public bool MayWriteData =>
        State is SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownReceived;

    public uint NewTag()
    {
        uint tag;
        do tag = Entropy.NextUInt32();
        while (tag == 0);
        return tag;
    }

    /// <summary>
    /// Another tag for another offer: an answer to the INIT before, come late, is not taken for one to the next.
    /// </summary>
    public void RenewTag()
    {
        LocalTag = NewTag();
        AcceptsZeroChecksum = false;
    }

    /// <summary>Counts a timeout; the association ends when there were too many.</summary>
    public void CountTimeout()
    {
        if (++ErrorCount <= Options.MaxRetransmissions) return;
        AbortWith(CauseCode.None, string.Empty, SctpCloseReason.TooManyRetransmissions);
    }

    /// <summary>The other end broke the protocol: tell it, and end.</summary>
    public void AbortOnViolation(CauseCode cause, string detail) =>
        AbortWith(cause, detail, SctpCloseReason.ProtocolViolation);

    public void AbortWith(CauseCode cause, string detail, SctpCloseReason reason)
    {
        if (HasEnded) return;
        if (Peer is { } peer) Abort = new(peer.Tag, 0, cause, detail);
        End(reason, detail);
    }

    public void End(SctpCloseReason reason, string? detail = null)
    {
        if (HasEnded) return;
        HasEnded = true;
        State = SctpState.Closed;
        Events.Enqueue(new() { Kind = SctpEventKind.Closed, Reason = reason, Detail = detail });
    }

    private static PeerFeatures FeaturesOf(SctpOptions options)
    {
        var features = PeerFeatures.All;
        if (!options.ZeroChecksum) features &= ~PeerFeatures.ZeroChecksum;
        if (!options.Interleaving) features &= ~PeerFeatures.Interleaving;
        return features;
    }
}
