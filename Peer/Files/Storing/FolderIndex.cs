namespace RtcPeer.Peer.Files.Storing;

/// <summary>
/// What stands in a folder, by the keys of the names: whether a name is taken is answered by the rules of all systems,
/// without a look at the whole folder for each file.
/// </summary>
internal sealed class FolderIndex
{
    private readonly string _folder;
    private readonly Dictionary<string, string> _names = [];

    public FolderIndex(string folder)
    {
        _folder = folder;
        if (Directory.Exists(folder))
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
            {
                Add(Path.GetFileName(entry));
            }
        }
    }

    /// <summary>There is something by this name now.</summary>
    public void Add(string name) => _names[PortableName.KeyOf(name)] = name;

    /// <summary>The name, as it is spelled, of what a name would be one with; null where it is free.</summary>
    public string? Find(string name)
    {
        if (Exists(name))
        {
            return name;
        }

        var key = PortableName.KeyOf(name);
        if (_names.TryGetValue(key, out var known) && !Exists(known))
        {
            // Somebody else has taken it away meanwhile.
            _names.Remove(key);
            return null;
        }

        return known;
    }

    /// <summary>Also of a link that leads nowhere.</summary>
    private bool Exists(string name) => new FileInfo(Path.Combine(_folder, name)) is { Attributes: not (FileAttributes)(-1) };
}
