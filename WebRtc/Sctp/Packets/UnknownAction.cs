namespace RtcPeer.WebRtc.Sctp.Packets;

/// <summary>
/// What the highest two bits of a type ask of a receiver that does not know it (RFC 9260 sections 3.2 and 3.2.1).
/// </summary>
internal readonly record struct UnknownAction(bool Stops, bool Reports)
{
    public static UnknownAction Of(ChunkType type) => Of((int)type >> 6);

    public static UnknownAction OfParameter(ushort type) => Of(type >> 14);

    private static UnknownAction Of(int bits) => new(Stops: (bits & 2) == 0, Reports: (bits & 1) != 0);
}
