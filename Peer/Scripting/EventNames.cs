namespace RtcPeer.Peer.Scripting;

/// <summary>The events of <c>--json</c>. The names are part of the program's interface (docs/events.md).</summary>
internal static class EventNames
{
    public const string Waiting = "waiting";
    public const string Joined = "joined";
    public const string Open = "open";
    public const string Connected = "connected";
    public const string Message = "message";
    public const string PathLost = "path-lost";
    public const string PathChanged = "path-changed";
    public const string PathFound = "path-found";
    public const string Left = "left";
    public const string Lost = "lost";
    public const string Number = "number";
    public const string Trusted = "trusted";
    public const string File = "file";
    public const string Files = "files";
    public const string Warning = "warning";
    public const string Error = "error";
    public const string Closed = "closed";

    public static IReadOnlyList<string> All { get; } =
    [
        Waiting, Joined, Number, Trusted, Open, Connected, Message, PathLost, PathFound, PathChanged, Left, Lost, File, Files,
        Warning, Error, Closed,
    ];
}
