namespace RtcPeer.Peer.Tests.EndToEnd;

/// <summary>Where things are, found from the folder the tests run in.</summary>
internal static class Repository
{
    /// <summary>The folder of RtcPeer.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files shared between projects, beside the repository or named by RTCPEER_SHARED; they may be missing.</summary>
    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("RTCPEER_SHARED") is { Length: > 0 } named ? named : Path.Combine(Root, "..", "shared");

    /// <summary>The built program of a project, in the same configuration as the tests.</summary>
    public static string Program(string project, string name)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Root, project, "bin", framework.Parent!.Name, framework.Name, name);
        return OperatingSystem.IsWindows() ? path + ".exe" : path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RtcPeer.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("the tests don't run inside the repository");
    }
}
