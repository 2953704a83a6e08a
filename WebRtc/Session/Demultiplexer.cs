namespace RtcPeer.WebRtc.Session;

/// <summary>Tells the protocols on one port apart by the first byte (RFC 7983 section 7).</summary>
internal static class Demultiplexer
{
    public static DatagramKind Classify(ReadOnlySpan<byte> datagram) => datagram switch
    {
        [<= 3, ..] => DatagramKind.Stun,
        [>= 20 and <= 63, ..] => DatagramKind.Dtls,
        [>= 64 and <= 79, ..] => DatagramKind.TurnChannel,
        _ => DatagramKind.Unknown,
    };
}
