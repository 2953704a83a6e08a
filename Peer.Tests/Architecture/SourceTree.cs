namespace RtcPeer.Peer.Tests.Architecture;

/// <summary>The sources that these tests were built from, found by walking up from where the tests stand.</summary>
internal static class SourceTree
{
    /// <summary>The directory of RtcPeer.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "RtcPeer.sln"))) return at.FullName;
        }
        throw new DirectoryNotFoundException($"No RtcPeer.sln above {AppContext.BaseDirectory}.");
    }
}
