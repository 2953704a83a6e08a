namespace RtcPeer.WebRtc.Stun;

/// <summary>The FINGERPRINT value (RFC 8489 section 14.7): the CRC-32 of ITU V.42, masked by "STUN".</summary>
internal static class StunFingerprint
{
    private const uint Mask = 0x5354554E;
    private const uint ReflectedPolynomial = 0xEDB88320;
    private static readonly uint[] Table = CreateTable();

    public static uint Compute(ReadOnlySpan<byte> message) => ~Update(~0u, message) ^ Mask;

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var part in bytes) crc = Table[(byte)(crc ^ part)] ^ crc >> 8;
        return crc;
    }

    private static uint[] CreateTable()
    {
        var table = new uint[256];
        for (uint index = 0; index < table.Length; index++)
        {
            var crc = index;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ ReflectedPolynomial : crc >> 1;
            table[index] = crc;
        }
        return table;
    }
}
