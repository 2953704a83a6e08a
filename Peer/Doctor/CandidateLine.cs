namespace RtcPeer.Peer.Doctor;

/// <summary>Reads what people want to know of a candidate that our own stack has written (RFC 8839 section 5.1).</summary>
internal static class CandidateLine
{
    private const int TransportField = 2;
    private const int AddressField = 4;
    private const int PortField = 5;
    private const int TypeField = 7;

    public static string Address(string line)
    {
        var fields = line.Split(' ');
        var address = fields[AddressField];
        return address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:{fields[PortField]}" : $"{address}:{fields[PortField]}";
    }

    /// <summary>The address alone, or the name that hides it.</summary>
    public static string Host(string line) => line.Split(' ')[AddressField];

    /// <summary>The type, and how it is reached where that is not UDP.</summary>
    public static string Kind(string line) => line.Split(' ')[TransportField] == "udp" ? Type(line) : $"{Type(line)} over tcp";

    /// <summary><c>host</c>, <c>srflx</c> or <c>relay</c>.</summary>
    public static string Type(string line) => line.Split(' ')[TypeField];
}
