using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Mdns;

/// <summary>
/// Finds the addresses behind the names of neighbours (RFC 6762 section 5). The first address that is told counts; a
/// candidate has but one.
/// </summary>
internal sealed class MdnsResolver(bool allowsIPv6)
{
    /// <summary>Where everybody listens.</summary>
    public const ushort Port = 5353;

    /// <summary>How many names may be asked for at one time: the other end chooses how many it has.</summary>
    public const int MaxOutstanding = 32;

    /// <summary>"The interval between the first two queries MUST be at least one second", and doubles after that.</summary>
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);

    private const int MaxQueries = 3;

    private readonly List<Search> _searches = [];
    private readonly Queue<MdnsEvent> _events = new();

    public Instant NextDeadline
    {
        get
        {
            var deadline = Instant.Never;
            foreach (var search in _searches) deadline = Instant.Earlier(deadline, search.NextAt);
            return deadline;
        }
    }

    /// <summary>Asks for a name; what comes of it is told by an event, in any case.</summary>
    public void Resolve(MdnsName name, Instant now)
    {
        foreach (var search in _searches)
        {
            if (search.Name == name) return;
        }
        if (_searches.Count >= MaxOutstanding) _events.Enqueue(new MdnsEvent(name, null));
        else _searches.Add(new Search(name, now));
    }

    /// <summary>Takes a message from a neighbour's port 5353, of which only responses matter.</summary>
    public void Receive(ReadOnlySpan<byte> datagram)
    {
        if (_searches.Count == 0 || !DnsReader.TryRead(datagram, out var message) || !message.IsResponse) return;
        while (message.TryReadRecord(out var record))
        {
            if (record.Name is not { } name || record.Ttl == 0 || !record.TryGetAddress(out var address)) continue;
            // A link-local address of IPv6 would need our number of the interface, which is no part of a path here.
            if (address.IsIPv6 && (!allowsIPv6 || address.IsLinkLocal)) continue;
            if (_searches.RemoveAll(search => search.Name == name) > 0) _events.Enqueue(new MdnsEvent(name, address));
        }
    }

    /// <summary>Gives up what nobody has answered.</summary>
    public void Tick(Instant now)
    {
        for (var i = _searches.Count - 1; i >= 0; i--)
        {
            if (_searches[i].NextAt > now || _searches[i].Sent < MaxQueries) continue;
            _events.Enqueue(new MdnsEvent(_searches[i].Name, null));
            _searches.RemoveAt(i);
        }
    }

    /// <summary>Writes a query that is due, to all neighbours on all interfaces, one a call, until false.</summary>
    public bool TryWrite(Span<byte> destination, Instant now, out int length)
    {
        foreach (var search in _searches)
        {
            if (search.NextAt > now || search.Sent >= MaxQueries) continue;
            search.NextAt = now + FirstInterval * (1 << search.Sent++);
            length = MdnsMessages.WriteQuery(destination, search.Name, allowsIPv6);
            return true;
        }
        length = 0;
        return false;
    }

    public bool TryNextEvent(out MdnsEvent e) => _events.TryDequeue(out e);

    private sealed class Search(MdnsName name, Instant now)
    {
        public MdnsName Name { get; } = name;

        public int Sent { get; set; }

        public Instant NextAt { get; set; } = now;
    }
}
