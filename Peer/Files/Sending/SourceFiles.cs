using RtcPeer.Peer.Files.Protocol;
using RtcPeer.Peer.Files.Storing;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Files.Sending;

/// <summary>Finds what the paths of a command line name: files, folders with all that is in them, and stdin.</summary>
internal sealed class SourceFiles
{
    /// <summary>The path that means stdin.</summary>
    public const string Input = "-";

    private readonly List<SourceFile> _files = [];
    private readonly HashSet<string> _names = [];

    public IReadOnlyList<SourceFile> Files => _files;

    /// <summary>What was left out: links within folders, and partial files.</summary>
    public int LeftOut { get; private set; }

    /// <param name="paths">What the user names.</param>
    /// <param name="inputName">How stdin is to be called; null if it is not among the paths.</param>
    /// <param name="openInput">Opens stdin.</param>
    /// <exception cref="OptionException">A path cannot be used.</exception>
    public static SourceFiles Find(IEnumerable<string> paths, string? inputName, Func<Stream> openInput)
    {
        var found = new SourceFiles();
        foreach (var path in paths)
        {
            if (path == Input)
            {
                found.Add(new SourceFile(new Announcement(inputName ?? throw NoName(), null), openInput));
            }
            else
            {
                found.AddPath(path);
            }
        }

        return found;
    }

    private static OptionException NoName() => new("what comes on stdin needs a name: --name NAME");

    private void AddPath(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
                AddFolder(folder, folder.Name);
            }
            else if (File.Exists(path))
            {
                AddNamed(path);
            }
            else
            {
                throw new OptionException($"there is no file or folder {path}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"{path} cannot be read: {e.Message}");
        }
    }

    private void AddFolder(DirectoryInfo folder, string name)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var entryName = $"{name}{PortableName.Separator}{entry.Name}";
            if (entry.LinkTarget is not null || PartialFile.IsNameOfOne(entry.Name))
            {
                LeftOut++;
            }
            else if (entry is DirectoryInfo inner)
            {
                AddFolder(inner, entryName);
            }
            else
            {
                Add(Source((FileInfo)entry, entryName));
            }
        }
    }

    /// <summary>A file that the user has named; it may be a pipe, as a shell makes them of other programs.</summary>
    private void AddNamed(string path)
    {
        var stream = Open(path);
        if (stream.CanSeek)
        {
            stream.Dispose();
            Add(Source(new FileInfo(path), Path.GetFileName(path)));
        }
        else
        {
            Add(new SourceFile(new Announcement(Path.GetFileName(path), null), () => stream));
        }
    }

    private void Add(SourceFile file)
    {
        if (!_names.Add(file.Announced.Name))
        {
            throw new OptionException($"two of the files would both be called {file.Announced.Name}");
        }

        _files.Add(file);
    }

    private static SourceFile Source(FileInfo file, string name)
    {
        var target = file.LinkTarget is null ? file : (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        var modified = new DateTimeOffset(target.LastWriteTimeUtc).ToUnixTimeMilliseconds();
        var path = target.FullName;
        return new SourceFile(new Announcement(name, target.Length, "", modified), () => Open(path));
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
