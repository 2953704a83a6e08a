using System.Globalization;

namespace RtcPeer.WebRtc.Sdp;

/// <summary>
/// What the parser has found in the session part or in one m-section, before it is known what applies where. Of an
/// attribute that is repeated but single by nature the last one counts, as with libwebrtc.
/// </summary>
internal sealed class SdpSection
{
    /// <summary>The line of the m-line; 0 for the session part.</summary>
    public int LineNumber { get; private init; }

    public string Media { get; private init; } = "";

    public int Port { get; private init; }

    public string Protocol { get; private init; } = "";

    public string Formats { get; private init; } = "";

    public string? Mid { get; private set; }

    public string? IceUfrag { get; private set; }

    public string? IcePwd { get; private set; }

    public List<string> IceOptions { get; } = [];

    public List<SdpFingerprint> Fingerprints { get; } = [];

    public SetupRole? Setup { get; private set; }

    /// <summary>From a=sctp-port, or from the older a=sctpmap.</summary>
    public ushort? SctpPort { get; private set; }

    public long? MaxMessageSize { get; private set; }

    public int? MaxDatagramSize { get; private set; }

    public List<string> Candidates { get; } = [];

    public bool HasEndOfCandidates { get; private set; }

    public bool IsBundleOnly { get; private set; }

    public bool IsIceLite { get; private set; }

    /// <summary>The mids of each a=group:BUNDLE.</summary>
    public List<string[]> BundleGroups { get; } = [];

    /// <summary>The form that the m-line has, if it is one of a data section.</summary>
    public SctpForm? Form => Media != "application" ? null : Protocol switch
    {
        "UDP/DTLS/SCTP" => SctpForm.UdpDtlsSctp,
        "TCP/DTLS/SCTP" => SctpForm.TcpDtlsSctp,
        "DTLS/SCTP" => SctpForm.DtlsSctp,
        _ => null,
    };

    /// <summary>RFC 9143 section 6: with a=bundle-only the port is 0 and yet nothing is rejected.</summary>
    public bool IsRejected => Port == 0 && !IsBundleOnly;

    /// <summary>Reads the value of an m-line: media, port (or port/count), protocol, formats.</summary>
    public static bool TryRead(ReadOnlySpan<char> mediaLine, int lineNumber, out SdpSection section)
    {
        section = new();
        Span<Range> parts = stackalloc Range[4];
        if (mediaLine.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries) < 4) return false;
        var port = mediaLine[parts[1]];
        if (port.IndexOf('/') is > 0 and var slash) port = port[..slash];
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var portNumber)) return false;
        section = new()
        {
            LineNumber = lineNumber,
            Media = mediaLine[parts[0]].ToString(),
            Port = portNumber,
            Protocol = mediaLine[parts[2]].ToString(),
            Formats = mediaLine[parts[3]].TrimEnd(' ').ToString(),
        };
        return IsVisibleAscii(section.Media) && IsVisibleAscii(section.Protocol) && IsVisibleAscii(section.Formats, orSpace: true);
    }

    /// <summary>Takes the value of an a-line; false if the attribute is one that matters and its value is wrong.</summary>
    public bool TryAdd(ReadOnlySpan<char> attribute)
    {
        var colon = attribute.IndexOf(':');
        var name = colon < 0 ? attribute : attribute[..colon];
        var value = colon < 0 ? default : attribute[(colon + 1)..].Trim(' ');
        switch (name)
        {
            case "candidate": Candidates.Add($"candidate:{value}"); return true;
            case "end-of-candidates": return HasEndOfCandidates = true;
            case "ice-lite": return IsIceLite = true;
            case "bundle-only": return IsBundleOnly = true;
            case "mid": return IsVisibleAscii(Mid = value.ToString());
            case "ice-ufrag": return HasIceLength(IceUfrag = value.ToString(), 4);
            case "ice-pwd": return HasIceLength(IcePwd = value.ToString(), 22);
            case "ice-options": AddIceOptions(value); return true;
            case "fingerprint": return TryAddFingerprint(value);
            case "setup": return TrySetSetup(value);
            case "sctp-port": return TrySetSctpPort(value);
            case "sctpmap": return TrySetSctpPort(value.IndexOf(' ') is > 0 and var space ? value[..space] : value);
            case "max-message-size": return TrySetMaxMessageSize(value);
            case "max-datagram-size": SetMaxDatagramSize(value); return true;
            case "group": AddGroup(value); return true;
            default: return true;
        }
    }

    /// <summary>RFC 8839 section 5.4: a ufrag has 4 to 256 characters, a password 22 to 256.</summary>
    private static bool HasIceLength(string value, int minimum) =>
        value.Length >= minimum && value.Length <= 256 && IsVisibleAscii(value);

    private static bool IsVisibleAscii(string value, bool orSpace = false)
    {
        foreach (var character in value)
        {
            if (character is (<= ' ' or > '~') && !(orSpace && character == ' ')) return false;
        }
        return value.Length > 0;
    }

    /// <summary>RFC 8839 separates by spaces, libdatachannel and SIPSorcery by commas.</summary>
    private void AddIceOptions(ReadOnlySpan<char> value)
    {
        foreach (var part in value.SplitAny(' ', ','))
        {
            var option = value[part].ToString();
            if (option.Length > 0 && !IceOptions.Contains(option)) IceOptions.Add(option);
        }
    }

    private bool TryAddFingerprint(ReadOnlySpan<char> value)
    {
        var space = value.IndexOf(' ');
        if (space <= 0) return false;
        var fingerprint = new SdpFingerprint(value[..space].ToString(), value[(space + 1)..].Trim(' ').ToString());
        Fingerprints.Add(fingerprint);
        return IsVisibleAscii(fingerprint.Algorithm) && IsHashOf(fingerprint.Algorithm, fingerprint.Hash);
    }

    private static bool IsHashOf(string algorithm, string hash)
    {
        if (hash.Length % 3 != 2) return false;
        for (var i = 0; i < hash.Length; i++)
        {
            if (i % 3 == 2 ? hash[i] != ':' : !char.IsAsciiHexDigit(hash[i])) return false;
        }
        int? expectedBytes = algorithm.ToLowerInvariant() switch
        {
            "sha-1" => 20,
            "sha-224" => 28,
            "sha-256" => 32,
            "sha-384" => 48,
            "sha-512" => 64,
            _ => null,
        };
        return expectedBytes is null || (hash.Length + 1) / 3 == expectedBytes;
    }

    private bool TrySetSetup(ReadOnlySpan<char> value)
    {
        Setup = value switch
        {
            "actpass" => SetupRole.ActPass,
            "active" => SetupRole.Active,
            "passive" => SetupRole.Passive,
            _ => null,
        };
        return Setup is not null;
    }

    private bool TrySetSctpPort(ReadOnlySpan<char> value)
    {
        SctpPort = ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
        return SctpPort is > 0;
    }

    /// <summary>A number too large for us is as good as any other beyond what memory holds.</summary>
    private bool TrySetMaxMessageSize(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange('0', '9')) return false;
        MaxMessageSize = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : long.MaxValue;
        return true;
    }

    /// <summary>What does not make sense says nothing: the attribute is in no standard.</summary>
    private void SetMaxDatagramSize(ReadOnlySpan<char> value) =>
        MaxDatagramSize = ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    private void AddGroup(ReadOnlySpan<char> value)
    {
        if (!value.StartsWith("BUNDLE ", StringComparison.Ordinal)) return;
        var mids = value["BUNDLE ".Length..].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (mids.Length > 0 && Array.TrueForAll(mids, mid => IsVisibleAscii(mid))) BundleGroups.Add(mids);
    }
}
