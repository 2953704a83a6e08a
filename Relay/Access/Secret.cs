namespace RtcPeer.Relay.Access;

/// <summary>Secrets come from the environment, appsettings.json, or a file of their own; never from the command line, which
/// every user of the machine can read.</summary>
internal static class Secret
{
    /// <summary>The secret, or the one that the file holds (without the end of its line); null if neither is given.</summary>
    /// <exception cref="RelayStartException">The file can't be read, or is empty.</exception>
    public static string? Read(string? inline, string? file)
    {
        if (string.IsNullOrEmpty(file))
        {
            return string.IsNullOrEmpty(inline) ? null : inline;
        }

        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n') is { Length: > 0 } secret
                ? secret
                : throw new RelayStartException(ExitCode.Usage, $"{file} holds no secret: it is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RelayStartException(ExitCode.Usage, $"cannot read {file}: {e.Message}", e);
        }
    }
}
