namespace RtcPeer.Peer.Tests.Architecture;

/// <summary>A type that a file declares outside of every other.</summary>
/// <param name="Kind">The keyword: class, struct, enum, ...</param>
/// <param name="Name">Without type parameters.</param>
internal sealed record TopLevelType(string Kind, string Name)
{
    /// <summary>
    /// So small by nature that it may stand in the file of the type that it belongs to: an enum, a delegate, or the
    /// static class of a type's extensions or values (XExtensions, Xs).
    /// </summary>
    public bool IsCompanionOf(string type) =>
        Kind is "enum" or "delegate" || Name == type + "s" || Name == type + "Extensions" || "I" + Name == type + "Extensions";
}
