namespace RtcPeer.Peer.Logging;

/// <summary>Whether to colour what is told.</summary>
internal static class Colours
{
    /// <summary>https://no-color.org: only for a terminal that can show colours, and whose user has not refused them.</summary>
    public static bool Wanted =>
        !Console.IsErrorRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";
}
