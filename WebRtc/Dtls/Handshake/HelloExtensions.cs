using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Handshake;

/// <summary>The numbers of the hello extensions that we read or write.</summary>
internal enum ExtensionType : ushort
{
    SupportedGroups = 10,
    EcPointFormats = 11,
    SignatureAlgorithms = 13,
    UseSrtp = 14,
    ExtendedMasterSecret = 23,
    SupportedVersions = 43,
    RenegotiationInfo = 0xFF01,
}

/// <summary>
/// The extensions of a ClientHello or ServerHello, in any order: a view over the message. What we do not know (key
/// shares of DTLS 1.3, ALPN, GREASE) is passed over.
/// </summary>
internal ref struct HelloExtensions
{
    /// <summary>The 16-bit numbers of the groups; empty if the extension is missing.</summary>
    public ReadOnlySpan<byte> SupportedGroups { get; private set; }

    public ReadOnlySpan<byte> PointFormats { get; private set; }

    public ReadOnlySpan<byte> SignatureAlgorithms { get; private set; }

    /// <summary>The 16-bit numbers of the versions that a DTLS 1.3 client offers.</summary>
    public ReadOnlySpan<byte> SupportedVersions { get; private set; }

    public ReadOnlySpan<byte> SrtpProfiles { get; private set; }

    public ReadOnlySpan<byte> RenegotiatedConnection { get; private set; }

    public bool HasRenegotiationInfo { get; private set; }

    public bool HasExtendedMasterSecret { get; private set; }

    public bool HasPointFormats { get; private set; }

    /// <summary>An extension that we do not know: a client must not find one in a ServerHello.</summary>
    public bool HasUnknown { get; private set; }

    /// <summary>Reads what follows the fixed part of a hello: nothing at all, or the vector of extensions.</summary>
    public static bool TryRead(scoped ref ByteReader hello, bool fromServer, out HelloExtensions extensions)
    {
        extensions = default;
        if (hello.IsAtEnd) return true;
        if (!hello.TryReadVector16(out var block) || !hello.IsAtEnd) return false;

        var reader = new ByteReader(block);
        // One bit for each extension we know, to find repeated ones: "There MUST NOT be more than one extension of the
        // same type" (RFC 5246 section 7.4.1.4).
        var seen = 0;
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadUInt16(out var type) || !reader.TryReadVector16(out var content)) return false;
            if (IndexOf((ExtensionType)type) is not { } index)
            {
                extensions.HasUnknown = true;
                continue;
            }
            if ((seen & 1 << index) != 0 || !extensions.TryTake((ExtensionType)type, content, fromServer)) return false;
            seen |= 1 << index;
        }
        return true;
    }

    private static int? IndexOf(ExtensionType type) => type switch
    {
        ExtensionType.SupportedGroups => 0,
        ExtensionType.EcPointFormats => 1,
        ExtensionType.SignatureAlgorithms => 2,
        ExtensionType.UseSrtp => 3,
        ExtensionType.ExtendedMasterSecret => 4,
        ExtensionType.SupportedVersions => 5,
        ExtensionType.RenegotiationInfo => 6,
        _ => null,
    };

    private bool TryTake(ExtensionType type, ReadOnlySpan<byte> content, bool fromServer)
    {
        var reader = new ByteReader(content);
        ReadOnlySpan<byte> value;
        switch (type)
        {
            case ExtensionType.SupportedGroups:
                if (!reader.TryReadNumbers16(out value) || !reader.IsAtEnd) return false;
                SupportedGroups = value;
                return true;
            case ExtensionType.EcPointFormats:
                if (!reader.TryReadVector8(out value) || value.IsEmpty || !reader.IsAtEnd) return false;
                PointFormats = value;
                HasPointFormats = true;
                return true;
            case ExtensionType.SignatureAlgorithms:
                if (!reader.TryReadNumbers16(out value) || !reader.IsAtEnd) return false;
                SignatureAlgorithms = value;
                return true;
            case ExtensionType.UseSrtp:
                if (!reader.TryReadNumbers16(out value) || !reader.TryReadVector8(out _) || !reader.IsAtEnd) return false;
                SrtpProfiles = value;
                return true;
            case ExtensionType.ExtendedMasterSecret:
                HasExtendedMasterSecret = true;
                return content.IsEmpty;
            case ExtensionType.SupportedVersions:
                return TryTakeVersions(content, fromServer);
            case ExtensionType.RenegotiationInfo:
                if (!reader.TryReadVector8(out value) || !reader.IsAtEnd) return false;
                RenegotiatedConnection = value;
                HasRenegotiationInfo = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>A client lists its versions, a server names the one it has chosen (RFC 8446 section 4.2.1).</summary>
    private bool TryTakeVersions(ReadOnlySpan<byte> content, bool fromServer)
    {
        if (fromServer)
        {
            SupportedVersions = content;
            return content.Length == sizeof(ushort);
        }
        var reader = new ByteReader(content);
        if (!reader.TryReadVector8(out var value) || !reader.IsAtEnd) return false;
        SupportedVersions = value;
        return value.Length >= sizeof(ushort) && value.Length % sizeof(ushort) == 0;
    }
}
