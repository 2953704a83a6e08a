using System.Globalization;
using Microsoft.Extensions.Configuration;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Options;

/// <summary>Reads the options from the section "Peer" of what the command line, environment and file together say.</summary>
internal static class PeerOptionsReader
{
    public const string Section = "Peer";
    public const string EnvironmentPrefix = "RTCPEER_";
    public const string DefaultUrl = "ws://localhost:8443/";

    private const string AutomaticMtu = "auto";
    private const int MinMtu = 576;
    private const int MaxMtu = 16_376;

    /// <summary>The longest timeout, in seconds: about 23 days, what the timers beneath can wait.</summary>
    private const double MaxTimeout = 2_000_000;

    /// <summary>Labels travel in the channel's opening message with a length of 16 bits (RFC 8832 section 5.1).</summary>
    private const int MaxLabelBytes = 65_535;

    /// <summary>Lays the sources over each other: flags over the environment over appsettings.json in the given folder.</summary>
    /// <exception cref="OptionException">The file cannot be read.</exception>
    public static IConfiguration Combine(string folder, IEnumerable<KeyValuePair<string, string?>> flags)
    {
        try
        {
            return new ConfigurationBuilder()
                .SetBasePath(folder)
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(flags)
                .Build();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"appsettings.json cannot be read: {e.InnerException?.Message ?? e.Message}");
        }
    }

    /// <exception cref="OptionException">A value cannot be used.</exception>
    public static PeerOptions Read(IConfiguration configuration, ITerminal? terminal = null)
    {
        var section = configuration.GetSection(Section);
        return Checked(new PeerOptions
        {
            Url = RoomAddress.Of(Text(section, "Url") ?? DefaultUrl, Text(section, "Room")),
            Caller = Switch(section, "Caller"),
            Channel = Label(Text(section, "Channel") ?? "chat"),
            Timeout = Limit(section, "Timeout", "30"),
            PathTimeout = Limit(section, "PathTimeout", "25"),
            ResumeFor = Limit(section, "ResumeFor", "25"),
            Keep = Switch(section, "Keep"),
            Binary = Switch(section, "Binary"),
            NullSeparated = Switch(section, "Null"),
            SendOnly = Switch(section, "SendOnly"),
            ReceiveOnly = Switch(section, "ReceiveOnly"),
            Drain = Switch(section, "Drain"),
            Peers = Text(section, "Peers") is { } peers ? PeersOf(peers) : null,
            Prefix = Text(section, "Prefix") is null ? null : Switch(section, "Prefix"),
            MaxDatagramSize = Mtu(Text(section, "Mtu") ?? AutomaticMtu),
            Access = Access(section),
            Trust = TrustSettingsReader.Read(section, terminal ?? new Terminal()),
            Ice = IceSettingsReader.Read(section),
            Json = Switch(section, "Json"),
            Expect = Text(section, "Expect"),
            Once = Switch(section, "Once"),
            Verbosity = VerbosityOf(Text(section, "Verbosity") ?? nameof(Verbosity.Normal)),
        });
    }

    /// <summary>Bytes have no beginning and end that would tell those of one peer from those of another.</summary>
    private static PeerOptions Checked(PeerOptions options) => options switch
    {
        { Binary: true, Peers: > 1 } => throw new OptionException("Binary carries bytes between two peers: Peers can only be 1 with it"),
        { Binary: true, Json: true } => throw new OptionException("Json is for lines, not with Binary"),
        { Binary: true, Expect: not null } => throw new OptionException("Expect is for lines, not with Binary"),
        { Binary: true, Once: true } => throw new OptionException("Once is for lines, not with Binary"),
        { Binary: true, NullSeparated: true } => throw new OptionException("Binary and Null are two framings: only one can be"),
        { SendOnly: true, ReceiveOnly: true } => throw new OptionException("with SendOnly and ReceiveOnly both, there is nothing to do"),
        { Trust.Verifier: not null, Peers: > 1 } => throw new OptionException("Verify compares with one peer: Peers can only be 1 with it"),
        { Binary: true, Prefix: true } => throw new OptionException("Prefix is for lines, not with Binary"),
        _ => options,
    };

    private static int PeersOf(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var peers) && peers is >= 1 and <= PeerOptions.PeersLimit
            ? peers
            : throw new OptionException($"Peers is '{value}'; it is a number from 1 to {PeerOptions.PeersLimit}");

    /// <summary>An empty value counts as none: that is how shells write an environment variable that is not to apply.</summary>
    private static string? Text(IConfigurationSection section, string key) =>
        section[key] is { Length: > 0 } value ? value : null;

    /// <exception cref="OptionException">It is no switch.</exception>
    public static bool Switch(IConfigurationSection section, string key) => Text(section, key) switch
    {
        null => false,
        var value when bool.TryParse(value, out var on) => on,
        var value => throw new OptionException($"{key} is '{value}'; it can be true or false"),
    };

    private static RelayAccess Access(IConfigurationSection section)
    {
        var authorities = Text(section, "Ca") is { } ca ? FileSetting.Certificates("Ca", ca) : null;
        var token = Text(section, "TokenFile") is { } file ? FileSetting.Line("TokenFile", file) : Text(section, "Token");
        if (token?.AsSpan().ContainsAnyExceptInRange(' ', '~') == true)
        {
            throw new OptionException("the token has characters that no header field of HTTP can carry");
        }

        return authorities is null && token is null ? RelayAccess.Open : new RelayAccess(authorities, token);
    }

    private static string Label(string label) =>
        System.Text.Encoding.UTF8.GetByteCount(label) <= MaxLabelBytes
            ? label
            : throw new OptionException($"Channel is longer than {MaxLabelBytes} bytes");

    private static int? Mtu(string value)
    {
        if (value.Equals(AutomaticMtu, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= MinMtu and <= MaxMtu
            ? size
            : throw new OptionException($"Mtu is '{value}'; it can be {AutomaticMtu}, or a number of bytes from {MinMtu} to {MaxMtu}");
    }

    private static TimeSpan? Limit(IConfigurationSection section, string key, string standard)
    {
        var value = Text(section, key) ?? standard;
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            || !(seconds is >= 0 and <= MaxTimeout))
        {
            throw new OptionException($"{key} is '{value}'; it is a number of seconds, or 0 for no limit");
        }

        return seconds == 0 ? null : TimeSpan.FromSeconds(seconds);
    }

    private static Verbosity VerbosityOf(string value) =>
        Enum.TryParse<Verbosity>(value, ignoreCase: true, out var verbosity) && Enum.IsDefined(verbosity)
            ? verbosity
            : throw new OptionException(
                $"Verbosity is '{value}'; it can be {string.Join(", ", Enum.GetNames<Verbosity>())}");
}
