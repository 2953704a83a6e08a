using System.CommandLine;
using System.Globalization;

namespace RtcPeer.Relay;

/// <summary>A flag of the command line and the key in the configuration that it sets.</summary>
/// <param name="Option">The flag.</param>
/// <param name="Key">The key within the section <c>Relay</c>.</param>
/// <param name="ToSetting">The setting that a value of the flag stands for.</param>
internal sealed record CommandFlag(Option<string[]> Option, string Key, Func<string, string> ToSetting)
{
    /// <summary>A flag that takes any text to which a check has no objection.</summary>
    public static CommandFlag Text(string name, string key, string helpName, string description, Func<string, string?>? problem = null) =>
        new(NewOption(name, helpName, description, problem ?? (_ => null)), key, value => value);

    /// <summary>A flag that may be given several times.</summary>
    public static CommandFlag List(string name, string key, string helpName, string description)
    {
        var flag = Text(name, key, helpName, description);
        flag.Option.Arity = ArgumentArity.OneOrMore;
        return flag;
    }

    /// <summary>A flag that takes a whole number.</summary>
    public static CommandFlag Number(string name, string key, string helpName, string description, int max = int.MaxValue) => new(
        NewOption(name, helpName, description, value =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
                ? null
                : $"{name} takes a number between 0 and {max}, not '{value}'."),
        key,
        value => value);

    /// <summary>A flag that takes seconds, for a key that takes hours:minutes:seconds.</summary>
    public static CommandFlag Seconds(string name, string key, string description) => new(
        NewOption(name, "SECONDS", description, value =>
            TryParseSeconds(value, out _) ? null : $"{name} takes a number of seconds, not '{value}'."),
        key,
        value => TryParseSeconds(value, out var seconds) ? TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture) : value);

    /// <summary>A flag that takes one of a few words.</summary>
    public static CommandFlag Word(string name, string key, string description, params string[] words)
    {
        var helpName = string.Join('|', words);
        return new(
            NewOption(name, helpName, description, value => words.Contains(value) ? null : $"{name} takes {helpName}, not '{value}'."),
            key,
            value => value);
    }

    /// <summary>What the command line sets.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings(ParseResult parsed)
    {
        if (parsed.GetResult(Option) is not { Implicit: false })
        {
            return [];
        }

        var values = parsed.GetValue(Option) ?? [];
        var key = $"{RelayOptions.Section}:{Key}";
        return Option.Arity.MaximumNumberOfValues == 1
            ? [KeyValuePair.Create(key, (string?)ToSetting(values[0]))]
            : values.Select((value, i) => KeyValuePair.Create($"{key}:flag {i}", (string?)ToSetting(value))); // No number: it adds to those of the file.
    }

    private static Option<string[]> NewOption(string name, string helpName, string description, Func<string, string?> problem)
    {
        var option = new Option<string[]>(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
        };
        option.Validators.Add(result =>
        {
            foreach (var found in result.Tokens.Select(token => problem(token.Value)).OfType<string>())
            {
                result.AddError(found);
            }
        });
        return option;
    }

    private static bool TryParseSeconds(string value, out double seconds) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) && seconds < 1e8;
}
