namespace RtcPeer.Peer.Signalling;

/// <summary>The ICE credentials in a description, which are new with each attempt (RFC 8839 section 5.4).</summary>
internal readonly record struct IceCredentials(string Ufrag, string Pwd)
{
    public static IceCredentials In(string sdp) => new(Attribute(sdp, "a=ice-ufrag:"), Attribute(sdp, "a=ice-pwd:"));

    /// <summary>Credentials are secrets.</summary>
    public override string ToString() => "(not shown)";

    private static string Attribute(ReadOnlySpan<char> sdp, ReadOnlySpan<char> name)
    {
        foreach (var line in sdp.EnumerateLines())
        {
            if (line.StartsWith(name))
            {
                return line[name.Length..].Trim().ToString();
            }
        }

        return "";
    }
}
