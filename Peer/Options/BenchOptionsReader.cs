using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RtcPeer.Peer.Options;

/// <summary>Reads the options of <c>peer bench</c> from the section "Peer:Bench".</summary>
internal static class BenchOptionsReader
{
    public const string Section = $"{PeerOptionsReader.Section}:Bench";

    /// <summary>An hour, in seconds.</summary>
    private const double MaxDuration = 3600;

    /// <summary>What every time takes 8 bytes of memory for.</summary>
    private const int MaxCount = 10_000_000;

    /// <exception cref="OptionException">A value cannot be used.</exception>
    public static BenchOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var defaults = new BenchOptions();
        return new BenchOptions
        {
            Mode = Text(section, "Mode") is { } mode ? ModeOf(mode) : defaults.Mode,
            Size = Whole(section, "Size", Array.MaxLength / 2) ?? defaults.Size,
            Duration = Text(section, "Seconds") is { } seconds ? DurationOf(seconds) : defaults.Duration,
            Count = Whole(section, "Count", MaxCount) ?? defaults.Count,
        };
    }

    private static string? Text(IConfigurationSection section, string key) =>
        section[key] is { Length: > 0 } value ? value : null;

    private static BenchMode ModeOf(string value) =>
        Enum.GetValues<BenchMode>().Cast<BenchMode?>()
            .FirstOrDefault(mode => string.Equals(mode.ToString(), value, StringComparison.OrdinalIgnoreCase))
        ?? throw new OptionException($"Mode is '{value}'; it can be connect, tput, rate, lat or all");

    private static int? Whole(IConfigurationSection section, string key, int max)
    {
        if (Text(section, key) is not { } value)
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole >= 1 && whole <= max
            ? whole
            : throw new OptionException($"{key} is '{value}'; it is a whole number from 1 to {max}");
    }

    private static TimeSpan DurationOf(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= MaxDuration
            ? TimeSpan.FromSeconds(seconds)
            : throw new OptionException($"Seconds is '{value}'; it is more than 0 and at most {MaxDuration}");
}
