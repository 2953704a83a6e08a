using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls.Handshake;

namespace RtcPeer.Peer.Tests.Dtls;

/// <summary>The body of a ClientHello as somebody else's client would write it.</summary>
internal sealed record HelloBuilder
{
    public ushort Version { get; init; } = 0xFEFD;

    public ushort[] Suites { get; init; } = [0xC02B];

    public byte[] Compressions { get; init; } = [0];

    public ushort[] Groups { get; init; } = [0x0017];

    public bool IsGroupsRepeated { get; init; }

    public ushort[] Schemes { get; init; } = [0x0403];

    public ushort[] Versions { get; init; } = [];

    public ushort[] SrtpProfiles { get; init; } = [0x0001, 0x0007];

    public bool HasPointFormats { get; init; } = true;

    public byte[] PointFormats { get; init; } = [0];

    public bool HasExtendedMasterSecret { get; init; } = true;

    public byte[]? Renegotiation { get; init; } = [];

    /// <summary>Extensions that we do not know: their numbers and lengths.</summary>
    public (ushort Type, int Length)[] Unknown { get; init; } = [];

    public byte[] Build()
    {
        var writer = new ByteWriter(new byte[4096]);
        writer.WriteUInt16(Version);
        writer.WriteZeros(32);
        writer.WriteVector8([]);
        writer.WriteVector8([]);
        writer.WriteVector16(Numbers(Suites));
        writer.WriteVector8(Compressions);
        var start = writer.BeginVector16();
        foreach (var (type, length) in Unknown) Extension(ref writer, type, new byte[length]);
        if (SrtpProfiles.Length > 0) Extension(ref writer, 14, [.. Prefix16(SrtpProfiles), 0]);
        if (Versions.Length > 0) Extension(ref writer, 43, [(byte)(Versions.Length * 2), .. Numbers(Versions)]);
        if (Schemes.Length > 0) Extension(ref writer, 13, Prefix16(Schemes));
        if (Renegotiation is not null) Extension(ref writer, 0xFF01, [(byte)Renegotiation.Length, .. Renegotiation]);
        if (Groups.Length > 0) Extension(ref writer, 10, Prefix16(Groups));
        if (IsGroupsRepeated) Extension(ref writer, 10, Prefix16(Groups));
        if (HasPointFormats) Extension(ref writer, 11, [(byte)PointFormats.Length, .. PointFormats]);
        if (HasExtendedMasterSecret) Extension(ref writer, 23, []);
        writer.EndVector16(start);
        return writer.Written.ToArray();
    }

    private static void Extension(ref ByteWriter writer, ushort type, byte[] content)
    {
        writer.WriteUInt16(type);
        writer.WriteVector16(content);
    }

    private static byte[] Numbers(ushort[] numbers) => [.. numbers.SelectMany(n => new[] { (byte)(n >> 8), (byte)n })];

    private static byte[] Prefix16(ushort[] numbers) => [0, (byte)(numbers.Length * 2), .. Numbers(numbers)];
}
