namespace RtcPeer.Peer.Tests.Vectors;

/// <summary>
/// The sample messages of RFC 5769, and that of RFC 8489 appendix B.1 as corrected by its erratum 6268.
/// </summary>
internal static class StunVectors
{
    public const string ShortTermPassword = "VOkJxbRl1RmTxUk/WvJxBt";
    public const string LongTermUsername = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";
    public const string LongTermRealm = "example.org";
    public const string LongTermPassword = "TheMatrIX";

    /// <summary>RFC 5769 section 2.1. Its padding is spaces.</summary>
    public static readonly byte[] Request = Convert.FromHexString(
        "00010058" + "2112A442" + "B7E7A701BC34D686FA87DFAE" +
        "80220010" + "5354554E207465737420636C69656E74" +
        "00240004" + "6E0001FF" +
        "80290008" + "932FF9B151263B36" +
        "00060009" + "6576746A3A68367659202020" +
        "00080014" + "9AEAA70CBFD8CB56781EF2B5B2D3F249C1B571A2" +
        "80280004" + "E57A3BCF");

    /// <summary>RFC 5769 section 2.2: 192.0.2.1 port 32853.</summary>
    public static readonly byte[] IPv4Response = Convert.FromHexString(
        "0101003C" + "2112A442" + "B7E7A701BC34D686FA87DFAE" +
        "8022000B" + "7465737420766563746F7220" +
        "00200008" + "0001A147E112A643" +
        "00080014" + "2B91F599FD9E90C38C7489F92AF9BA53F06BE7D7" +
        "80280004" + "C07D4C96");

    /// <summary>RFC 5769 section 2.3: 2001:db8:1234:5678:11:2233:4455:6677 port 32853.</summary>
    public static readonly byte[] IPv6Response = Convert.FromHexString(
        "01010048" + "2112A442" + "B7E7A701BC34D686FA87DFAE" +
        "8022000B" + "7465737420766563746F7220" +
        "00200014" + "0002A1470113A9FAA5D3F179BC25F4B5BED2B9D9" +
        "00080014" + "A382954E4BE67BF11784C97C8292C275BFE3ED41" +
        "80280004" + "C8FB0B4C");

    /// <summary>RFC 5769 section 2.4: long-term credentials, no fingerprint.</summary>
    public static readonly byte[] LongTermRequest = Convert.FromHexString(
        "00010060" + "2112A442" + "78AD3433C6AD72C029DA412E" +
        "00060012" + "E3839EE38388E383AAE38383E382AFE382B90000" +
        "0015001C" + "662F2F3439396B39353464364F4C33346F4C39465354767936347341" +
        "0014000B" + "6578616D706C652E6F726700" +
        "00080014" + "F67024656DD64A3E02B8E0712E85C9A28CA89666");

    /// <summary>RFC 8489 appendix B.1: USERHASH, PASSWORD-ALGORITHM SHA-256 and MESSAGE-INTEGRITY-SHA256.</summary>
    public static readonly byte[] LongTermSha256Request = Convert.FromHexString(
        "00010090" + "2112A442" + "78AD3433C6AD72C029DA412E" +
        "001E0020" + "4A3CF38FEF6992BDA952C6780417DA0F24819415569E60B205C46E41407F1704" +
        "00150029" + "6F624D61744A6F733241414143662F2F3439396B39353464364F4C33346F4C39465354767936347341000000" +
        "0014000B" + "6578616D706C652E6F726700" +
        "001D0004" + "00020000" +
        "001C0020" + "B5C7BF005B6C52A21C51C5E892F81924136296CB927C43149309278CC6518E65");

    public static readonly byte[][] All = [Request, IPv4Response, IPv6Response, LongTermRequest, LongTermSha256Request];
}
