using System.Globalization;

namespace RtcPeer.Peer.Tests;

/// <summary>How much the tests carry that may carry any amount: RTCPEER_MEGABYTES sets it (scripts/soak.sh).</summary>
internal static class Megabytes
{
    /// <summary>A megabyte, in bytes.</summary>
    public const int Size = 1_000_000;

    /// <summary>How many it is to be.</summary>
    /// <param name="ordinary">How many unless told otherwise.</param>
    public static int Or(int ordinary) =>
        int.TryParse(Environment.GetEnvironmentVariable("RTCPEER_MEGABYTES"), CultureInfo.InvariantCulture, out var megabytes)
            ? megabytes
            : ordinary;
}
