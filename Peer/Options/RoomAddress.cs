namespace RtcPeer.Peer.Options;

/// <summary>The address of a room: the relay's address with the room's name as the last part of its path.</summary>
internal static class RoomAddress
{
    /// <exception cref="OptionException">The address is no WebSocket address, or the name cannot be part of a path.</exception>
    public static Uri Of(string url, string? room)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("ws" or "wss")
            || address.Host.Length == 0
            || address.Fragment.Length != 0)
        {
            throw new OptionException($"Url is '{url}'; it has the form ws://host:port/ or wss://host:port/");
        }

        if (room is null)
        {
            return address;
        }

        // Even escaped, these two mean "here" and "one up" in a path, and the room would silently be another one.
        if (room is "." or "..")
        {
            throw new OptionException($"Room is '{room}', which cannot be the name of a room");
        }

        var builder = new UriBuilder(address);
        builder.Path = $"{builder.Path.TrimEnd('/')}/{Uri.EscapeDataString(room)}";
        return builder.Uri;
    }

    /// <summary>The address without what may be a secret in it: user, password and query.</summary>
    public static string Shown(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
