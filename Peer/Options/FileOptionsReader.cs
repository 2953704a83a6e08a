using Microsoft.Extensions.Configuration;
using RtcPeer.Peer.Files.Storing;

namespace RtcPeer.Peer.Options;

/// <summary>Reads the options of <c>peer send</c> and <c>peer receive</c> from the sections "Peer:Send" and "Peer:Receive".</summary>
internal static class FileOptionsReader
{
    private const string Send = $"{PeerOptionsReader.Section}:Send";
    private const string Receive = $"{PeerOptionsReader.Section}:Receive";

    /// <summary>What stdin is called as a file; null where nothing is said.</summary>
    public static string? InputName(IConfiguration configuration) =>
        configuration.GetSection(Send)["Name"] is { Length: > 0 } name ? name : null;

    /// <summary>Whether anything is said of who calls.</summary>
    public static bool SaysWhoCalls(IConfiguration configuration) => Says(configuration, "Caller");

    /// <summary>Whether anything is said of how long the set-up may take.</summary>
    public static bool SaysTimeout(IConfiguration configuration) => Says(configuration, "Timeout");

    /// <exception cref="OptionException">A value cannot be used.</exception>
    public static ReceiveOptions ReadReceive(IConfiguration configuration)
    {
        var section = configuration.GetSection(Receive);
        var policy = (Switch(section, "Overwrite"), Switch(section, "Rename")) switch
        {
            (true, true) => throw new OptionException("a file can be overwritten or renamed, not both: Overwrite and Rename exclude each other"),
            (true, _) => ConflictPolicy.Overwrite,
            (_, true) => ConflictPolicy.Rename,
            _ => ConflictPolicy.Refuse,
        };
        var serves = Switch(section, "Serve");
        return new ReceiveOptions(policy, serves || Switch(section, "Yes"), serves);
    }

    private static bool Says(IConfiguration configuration, string key) =>
        configuration.GetSection(PeerOptionsReader.Section)[key] is { Length: > 0 };

    private static bool Switch(IConfigurationSection section, string key) => section[key] switch
    {
        null or "" => false,
        var value when bool.TryParse(value, out var on) => on,
        var value => throw new OptionException($"{key} is '{value}'; it can be true or false"),
    };
}
