using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Mdns;

/// <summary>
/// Tells the neighbours the addresses behind our names (RFC 6762 section 6). The names are unique by chance alone, which
/// is why nobody is asked before whether they are taken.
/// </summary>
internal sealed class MdnsResponder
{
    private const int MaxPendingAnswers = 32;

    /// <summary>"A Multicast DNS responder MUST NOT multicast a record until at least one second has elapsed since the last time."</summary>
    private static readonly TimeSpan MulticastPace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<MdnsName, TransportAddress> _addresses = [];
    private readonly Dictionary<(MdnsName Name, int Interface), Instant> _multicastAt = [];
    private readonly Queue<Answer> _pending = new();

    public void Register(MdnsName name, TransportAddress address) => _addresses[name] = address;

    public void Unregister(MdnsName name)
    {
        _addresses.Remove(name);
        foreach (var sent in _multicastAt.Keys)
        {
            if (sent.Name == name) _multicastAt.Remove(sent);
        }
    }

    /// <summary>Takes a message from a neighbour, of which only queries matter.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, in MdnsPeer from, Instant now)
    {
        if (!DnsReader.TryRead(datagram, out var message) || message.IsResponse) return;
        while (message.TryReadQuestion(out var question))
        {
            if (question.Type is not (DnsRecordType.A or DnsRecordType.Aaaa or DnsRecordType.Any)) continue;
            if (question.Name is not { } name || !_addresses.ContainsKey(name)) continue;
            var isLegacy = from.Address is { Port: not MdnsResolver.Port };
            if (isLegacy) Add(new Answer(name, from, new LegacyQuery(message.Id, question.Type)));
            else if (question.WantsUnicast) Add(new Answer(name, from, null));
            else AddMulticast(name, from.Interface, now);
        }
    }

    /// <summary>Writes the answers that wait, one a call, until false.</summary>
    public bool TryWrite(Span<byte> destination, out int length, out MdnsPeer to)
    {
        while (_pending.TryDequeue(out var answer))
        {
            if (!_addresses.TryGetValue(answer.Name, out var address)) continue;
            length = MdnsMessages.WriteResponse(destination, answer.Name, address, answer.Legacy);
            to = answer.To;
            return true;
        }
        length = 0;
        to = default;
        return false;
    }

    private void AddMulticast(MdnsName name, int number, Instant now)
    {
        if (_multicastAt.TryGetValue((name, number), out var last) && last + MulticastPace > now) return;
        if (Add(new Answer(name, new MdnsPeer(number, null), null))) _multicastAt[(name, number)] = now;
    }

    private bool Add(in Answer answer)
    {
        if (_pending.Count >= MaxPendingAnswers || _pending.Contains(answer)) return false;
        _pending.Enqueue(answer);
        return true;
    }

    private readonly record struct Answer(MdnsName Name, MdnsPeer To, LegacyQuery? Legacy);
}
