using RtcPeer.Peer.Files.Protocol;

namespace RtcPeer.Peer.Files.Storing;

/// <summary>
/// A folder that takes files of strangers: under names that stay in it, never over what is there unless that was asked
/// for, and each under its final name only when it is whole. It may be used by several at a time.
/// </summary>
/// <param name="root">The folder; it is created with its first file.</param>
/// <param name="policy">What becomes of files whose name is taken.</param>
/// <param name="freeSpace">How many bytes have room in a folder.</param>
internal sealed class FileStore(string root, ConflictPolicy policy, Func<string, long> freeSpace)
{
    private readonly string _root = Path.GetFullPath(root);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FolderIndex> _folders = [];
    private readonly List<PartialFile> _partial = [];

    public FileStore(string root, ConflictPolicy policy)
        : this(root, policy, folder => new DriveInfo(folder).AvailableFreeSpace)
    {
    }

    /// <summary>Takes in a file, or the rest of one.</summary>
    /// <exception cref="FileRefusedException">It is not wanted; the message says why.</exception>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be used.</exception>
    public IIncomingFile Open(Announcement announced)
    {
        if (!PortableName.TryParse(announced.Name, out var segments, out var reason))
        {
            throw new FileRefusedException(reason);
        }

        PartialFile partial;
        lock (_lock)
        {
            var folder = FolderOf(segments);
            var name = segments[^1];
            if (IndexOf(folder).Find(name) is { } found && MayStay(Path.Combine(folder, found), announced) is { } present)
            {
                return present;
            }

            CheckConflict(folder, name);
            partial = OpenPartial(folder, name, announced);
        }

        try
        {
            partial.ReadPrefix();
            return partial;
        }
        catch
        {
            partial.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The folder of a file, as its parts are spelled here. No part of it is a link, which might lead out, nor a file.
    /// </summary>
    private string FolderOf(IReadOnlyList<string> segments)
    {
        var folder = _root;
        foreach (var segment in segments.SkipLast(1))
        {
            var name = IndexOf(folder).Find(segment);
            var next = Path.Combine(folder, name ?? segment);
            if (name is not null && new DirectoryInfo(next) is var entry
                && (!entry.Attributes.HasFlag(FileAttributes.Directory) || entry.LinkTarget is not null))
            {
                throw new FileRefusedException("its folder has the name of something that is no folder");
            }

            IndexOf(folder).Add(name ?? segment);
            folder = next;
        }

        return folder;
    }

    private FolderIndex IndexOf(string folder)
    {
        if (!_folders.TryGetValue(folder, out var index))
        {
            _folders.Add(folder, index = new FolderIndex(folder));
        }

        return index;
    }

    /// <summary>The file that is there, where it seems to be the very same.</summary>
    private PresentFile? MayStay(string path, Announcement announced) =>
        policy != ConflictPolicy.Overwrite
        && new FileInfo(path) is { Exists: true, LinkTarget: null } file
        && file.Length == announced.Size
        && new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds() == announced.Modified
            ? new PresentFile(path, file.Length)
            : null;

    private void CheckConflict(string folder, string name)
    {
        if (IndexOf(folder).Find(name) is not { } found || policy == ConflictPolicy.Rename)
        {
            return;
        }

        if (policy == ConflictPolicy.Refuse)
        {
            throw new FileRefusedException("a file of that name is there already");
        }

        if (found != name)
        {
            throw new FileRefusedException("a file is there whose name differs in its spelling alone");
        }

        if (new FileInfo(Path.Combine(folder, name)).Attributes.HasFlag(FileAttributes.Directory))
        {
            throw new FileRefusedException("a folder of that name is there");
        }
    }

    private PartialFile OpenPartial(string folder, string name, Announcement announced)
    {
        Directory.CreateDirectory(folder);
        var number = 0;
        string path;
        PartialFile? same;
        do
        {
            path = Path.Combine(folder, PartialFile.NameOf(name, announced, number++));
            same = _partial.Find(other => other.Path == path);
        }
        while (same is not null && announced.Size is null);

        // Whoever sends it anew has most likely been cut off; that may not be known here yet.
        same?.Supersede();
        var key = Path.Combine(folder, PortableName.KeyOf(name));
        if (policy != ConflictPolicy.Rename && _partial.Exists(other => other != same && other.Key == key))
        {
            throw new FileRefusedException("a file of that name is on its way");
        }

        var partial = new PartialFile(path, key, announced, file => Place(file, folder, name), Release);
        var missing = partial.Missing + _partial.Where(other => other != same).Sum(other => other.Missing);
        _partial.Add(partial);
        if (missing > freeSpace(folder))
        {
            partial.Dispose();
            throw new FileRefusedException("there is not enough space for it");
        }

        return partial;
    }

    private string Place(PartialFile file, string folder, string name)
    {
        lock (_lock)
        {
            var index = IndexOf(folder);
            var final = policy == ConflictPolicy.Rename ? FreeName(index, name) : name;
            var path = Path.Combine(folder, final);
            try
            {
                File.Move(file.Path, path, overwrite: policy == ConflictPolicy.Overwrite);
            }
            catch (IOException) when (policy == ConflictPolicy.Refuse && index.Find(final) is not null)
            {
                throw new FileRefusedException("a file of that name has come meanwhile");
            }

            index.Add(final);
            return path;
        }
    }

    private static string FreeName(FolderIndex index, string name)
    {
        var free = name;
        for (var number = 1; index.Find(free) is not null; number++)
        {
            free = $"{Path.GetFileNameWithoutExtension(name)} ({number}){Path.GetExtension(name)}";
        }

        return free;
    }

    private void Release(PartialFile file)
    {
        lock (_lock)
        {
            _partial.Remove(file);
        }
    }
}
