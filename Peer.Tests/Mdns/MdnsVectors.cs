using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.Peer.Tests.Mdns;

/// <summary>Messages as they are on the wire.</summary>
internal static class MdnsVectors
{
    public static readonly MdnsName Name = new(new Guid("1f4c9f6e-4b1c-4e57-8a1c-0d8a5a3f2b11"));

    public static readonly TransportAddress Address = TransportAddress.Create([192, 0, 2, 7], 0);

    public static readonly TransportAddress AddressOf6 = TransportAddress.Create([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7], 0);

    private const string WireName = "2431663463396636652d346231632d346535372d386131632d306438613561336632623131056c6f63616c00";

    /// <summary>A and AAAA of the name, to be answered by multicast.</summary>
    public static readonly byte[] Query = Convert.FromHexString($"0000000000020000 00000000 {WireName} 00010001 c00c 001c0001".Replace(" ", ""));

    /// <summary>A and that there is nothing else, to all.</summary>
    public static readonly byte[] Response = Convert.FromHexString(
        $"0000840000000001 00000001 {WireName} 00018001 00000078 0004 c0000207 c00c 002f8001 00000078 0005 c00c 0001 40".Replace(" ", ""));

    /// <summary>The same in the words of unicast DNS, to one who asked so.</summary>
    public static readonly byte[] LegacyResponse = Convert.FromHexString(
        $"1234840000010001 00000001 {WireName} 00010001 c00c 00010001 0000000a 0004 c0000207 c00c 002f0001 0000000a 0005 c00c 0001 40".Replace(" ", ""));

    /// <summary>A response of another shape: records of other names before it, names in full, and pointers into a name.</summary>
    public static readonly byte[] ForeignResponse = Convert.FromHexString(
        ("0000840000000002 00000001 076e6f7468657265 056c6f63616c00 00108001 00000078 0002 0161"
            + "2431463443394636452d344231432d344535372d384131432d304438413541334632423131 c014 001c8001 00000078 0010 fd000000000000000000000000000007"
            + $"{WireName} 002f8001 00000078 0008 c00c 0004 40000008").Replace(" ", ""));

    public static IReadOnlyList<byte[]> All => [Query, Response, LegacyResponse, ForeignResponse];
}
