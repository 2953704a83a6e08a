using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Mdns;

/// <summary>A record of a response (RFC 1035 section 4.1.3): a view over the received message, valid while that buffer is.</summary>
internal readonly ref struct DnsRecord(MdnsName? name, DnsRecordType type, uint ttl, ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>What it tells of; null for any name that is none of ours to handle.</summary>
    public MdnsName? Name { get; } = name;

    public DnsRecordType Type { get; } = type;

    /// <summary>How long it holds, in seconds; 0 takes it back (RFC 6762 section 10.1).</summary>
    public uint Ttl { get; } = ttl;

    /// <summary>The address, with port 0; false where it is not the record of one.</summary>
    public bool TryGetAddress(out TransportAddress address)
    {
        var isAddress = (Type, _data.Length) is (DnsRecordType.A, 4) or (DnsRecordType.Aaaa, 16);
        address = isAddress ? TransportAddress.Create(_data, 0) : default;
        return isAddress;
    }
}
