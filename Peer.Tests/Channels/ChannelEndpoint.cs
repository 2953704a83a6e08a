using System.Buffers.Binary;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.Peer.Tests.Simulation;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Channels;

/// <summary>
/// An association with the channels over it and an application that takes down what happens. Without a role it is a
/// bare association, with which a test can send what no channel table would.
/// </summary>
internal sealed class ChannelEndpoint : ISimulatedEndpoint
{
    private readonly TransportPath _path;

    public ChannelEndpoint(byte host, byte otherHost, int seed, bool? isDtlsClient, SctpOptions? sctp = null, DataChannelOptions? options = null)
    {
        _path = new(TransportAddress.Create([10, 0, 0, host], 5000), TransportAddress.Create([10, 0, 0, otherHost], 5000));
        Association = new(sctp ?? new(), new SeededEntropy(seed * 2 + host));
        Table = new(Association, options);
        IsBare = isDtlsClient is null;
    }

    public SctpAssociation Association { get; }

    public DataChannelTable Table { get; }

    /// <summary>The association's events are taken down and not passed to the table.</summary>
    public bool IsBare { get; }

    /// <summary>The association's events, of a bare one.</summary>
    public List<SctpEvent> SctpEvents { get; } = [];

    public List<DataChannelEvent> Events { get; } = [];

    /// <summary>The application reads nothing: the window closes.</summary>
    public bool ReadsNothing { get; set; }

    /// <summary>Called at each turn of the application.</summary>
    public Action<Instant>? Application { get; set; }

    /// <summary>The DATA or I-DATA chunks that were sent, also again: flags, stream and PPID, which only a first fragment has.</summary>
    public List<(byte Flags, ushort Stream, uint Ppid)> SentChunks { get; } = [];

    public Instant NextDeadline => Association.NextDeadline;

    public IEnumerable<string> Log => Events.Select(static e => $"{e.Kind} {e.Channel.Label}");

    public IEnumerable<DataChannel> OpenedChannels => Of(DataChannelEventKind.Opened).Select(static e => e.Channel);

    public IEnumerable<DataChannelEvent> Of(DataChannelEventKind kind) => Events.Where(e => e.Kind == kind);

    public bool Owns(TransportAddress address) => address == _path.Local;

    public void Receive(Span<byte> datagram, in TransportPath path, Instant now) => Association.Receive(datagram, now);

    public void Tick(Instant now) => Association.Tick(now);

    public void RunApplication(Instant now)
    {
        while (Association.TryNextEvent(out var sctpEvent))
        {
            if (IsBare) SctpEvents.Add(sctpEvent);
            else Table.Handle(sctpEvent, now);
            if (IsBare && sctpEvent.Payload is { } payload) Association.Consume(payload.Length);
        }
        while (Table.TryNextEvent(out var e))
        {
            Events.Add(e);
            if (!ReadsNothing && e.Kind == DataChannelEventKind.Message) Association.Consume(e.WindowBytes);
        }
        Application?.Invoke(now);
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        path = _path;
        if (!Association.TryWrite(destination, now, out length)) return false;
        TakeDownDataChunks(destination[..length]);
        return true;
    }

    private void TakeDownDataChunks(ReadOnlySpan<byte> packet)
    {
        const int CommonHeaderLength = 12;
        const byte Data = 0;
        const byte InterleavedData = 64;
        for (var at = CommonHeaderLength; at + 4 <= packet.Length;)
        {
            var chunk = packet[at..];
            var chunkLength = BinaryPrimitives.ReadUInt16BigEndian(chunk[2..]);
            if (chunk[0] is Data or InterleavedData)
            {
                var ppid = BinaryPrimitives.ReadUInt32BigEndian(chunk[(chunk[0] == Data ? 12 : 16)..]);
                SentChunks.Add((chunk[1], BinaryPrimitives.ReadUInt16BigEndian(chunk[8..]), ppid));
            }
            at += (chunkLength + 3) & ~3;
        }
    }
}
