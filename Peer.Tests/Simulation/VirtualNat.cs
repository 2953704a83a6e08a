using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>A NAT with one host behind it (RFC 4787). Its bindings last; nobody is idle for minutes here.</summary>
/// <param name="inside">The host; any port of it.</param>
/// <param name="outside">The NAT's public address; mapped ports count up from its port.</param>
/// <param name="mapping">Which destinations share a mapped port.</param>
/// <param name="filtering">Who may answer.</param>
internal sealed class VirtualNat(
    TransportAddress inside, TransportAddress outside, NatBehaviour mapping, NatBehaviour filtering)
{
    private readonly Dictionary<(TransportAddress Inside, TransportAddress? Remote), TransportAddress> _mappings = [];
    private readonly HashSet<(TransportAddress Inside, TransportAddress? Remote)> _sent = [];

    public bool Hides(TransportAddress address) => address.HasSameAddress(inside);

    public bool IsAt(TransportAddress address) => address.HasSameAddress(outside);

    /// <summary>What a datagram of the host has as its source outside.</summary>
    public TransportAddress Map(in TransportPath path)
    {
        _sent.Add((path.Local, Part(path.Remote, filtering)));
        var key = (path.Local, Part(path.Remote, mapping));
        if (!_mappings.TryGetValue(key, out var mapped))
        {
            _mappings[key] = mapped = outside.WithPort((ushort)(outside.Port + _mappings.Count));
        }
        return mapped;
    }

    /// <summary>Where a datagram from outside goes; null if it is dropped: nobody has asked for it.</summary>
    public TransportAddress? Admit(TransportAddress mapped, TransportAddress from)
    {
        foreach (var (key, address) in _mappings)
        {
            if (address == mapped) return _sent.Contains((key.Inside, Part(from, filtering))) ? key.Inside : null;
        }
        return null;
    }

    private static TransportAddress? Part(TransportAddress remote, NatBehaviour behaviour) => behaviour switch
    {
        NatBehaviour.EndpointIndependent => null,
        NatBehaviour.AddressDependent => remote.WithPort(0),
        _ => remote,
    };
}
