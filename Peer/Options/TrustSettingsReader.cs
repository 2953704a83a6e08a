using Microsoft.Extensions.Configuration;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Options;

/// <summary>Reads what has to be known of the other end. A secret is asked for, and a code is shown, right then.</summary>
internal static class TrustSettingsReader
{
    /// <param name="section">The section "Peer".</param>
    /// <param name="terminal">Where to ask.</param>
    /// <exception cref="OptionException">A value cannot be used, or there is no terminal to ask on.</exception>
    public static TrustSettings Read(IConfigurationSection section, ITerminal terminal)
    {
        var (asks, makesUp, verifies) = (IsOn(section["Secret"]), IsOn(section["Code"]), IsOn(section["Verify"]));
        if (asks && makesUp)
        {
            throw new OptionException("Code makes up the secret that Secret would ask for: only one of them can be used");
        }

        if ((asks || verifies) && !terminal.Exists)
        {
            throw new OptionException(
                $"{(asks ? "Secret" : "Verify")} asks on the terminal, and there is none; SecretFile needs none");
        }

        var secret = makesUp ? MakeUp(terminal) : asks ? Ask(terminal) : Given(section);
        return secret is null && !verifies
            ? TrustSettings.None
            : new TrustSettings(secret, verifies ? new TerminalVerifier(terminal) : null);
    }

    private static bool IsOn(string? value) => bool.TryParse(value, out var on) && on;

    private static SharedSecret MakeUp(ITerminal terminal)
    {
        var code = SharedSecret.NewCode();
        terminal.Tell($"The code is {code} - at the other end it is asked for by: peer --secret");
        return new SharedSecret(code);
    }

    private static SharedSecret Ask(ITerminal terminal) =>
        Checked(terminal.AskHidden("Secret, or code of the other end: ") ?? "", "what was typed");

    private static SharedSecret? Given(IConfigurationSection section)
    {
        if (section["SecretFile"] is { Length: > 0 } file)
        {
            return Checked(FileSetting.Line("SecretFile", file), "SecretFile");
        }

        return section["Secret"] is { Length: > 0 } secret && !bool.TryParse(secret, out _) ? Checked(secret, "Secret") : null;
    }

    private static SharedSecret Checked(string text, string source) =>
        SharedSecret.Normalize(text).Length > 0 ? new SharedSecret(text) : throw new OptionException($"there is no secret in {source}");
}
