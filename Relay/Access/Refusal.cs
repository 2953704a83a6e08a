using System.Net;

namespace RtcPeer.Relay.Access;

/// <summary>Why a request is not served.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Label">The reason in logs and metrics.</param>
/// <param name="Text">The answer.</param>
internal sealed record Refusal(HttpStatusCode Status, string Label, string Text)
{
    public static Refusal Origin { get; } =
        new(HttpStatusCode.Forbidden, "origin", "pages of that origin may not connect to this relay\n");

    public static Refusal Token { get; } =
        new(HttpStatusCode.Unauthorized, "token", "this relay asks for a token, and that is none of its tokens\n");
}
