using System.Globalization;

namespace RtcPeer.Peer.Files;

/// <summary>Amounts of bytes, for people.</summary>
internal static class SizeText
{
    private static readonly string[] Units = ["kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>As in "12.3 MB"; units are powers of 1,000.</summary>
    public static string Of(double bytes)
    {
        if (bytes < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes:0} bytes");
        }

        var unit = -1;
        while (bytes >= 999.95 && unit < Units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.0} {Units[unit]}");
    }
}
