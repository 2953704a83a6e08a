using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using RtcPeer.Peer.Files.Protocol;

namespace RtcPeer.Peer.Files.Storing;

/// <summary>
/// A file of which not all has come. It stands beside its place under a name that tells which file it belongs to: the
/// same name, size and time. Whether its bytes are really that file's, the hash says.
/// </summary>
internal sealed class PartialFile : IIncomingFile
{
    private const string Extension = ".rtcpeer-part";
    private const int MaxStemBytes = 200;
    private const int TagBytes = 6;
    private const int BlockBytes = 1024 * 1024;

    private readonly Announcement _announced;
    private readonly Func<PartialFile, string> _place;
    private readonly Action<PartialFile> _release;
    private readonly SafeFileHandle _handle;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isGone;
    private volatile bool _isSuperseded;

    /// <param name="path">Where it is kept.</param>
    /// <param name="key">One and the same for files that may get one and the same name.</param>
    /// <param name="announced">The file that it is to become.</param>
    /// <param name="place">Puts it into its place, and says where that is.</param>
    /// <param name="release">Called when nothing is done with it any more.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public PartialFile(
        string path, string key, Announcement announced, Func<PartialFile, string> place, Action<PartialFile> release)
    {
        Path = path;
        Key = key;
        _announced = announced;
        _place = place;
        _release = release;
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Length = RandomAccess.GetLength(_handle);
        if (announced.Size is not { } size || Length > size)
        {
            RandomAccess.SetLength(_handle, 0);
            Length = 0;
        }
    }

    public string Path { get; }

    public string Key { get; }

    public long Length { get; private set; }

    public string? Prefix { get; private set; }

    /// <summary>How many bytes are still to come; 0 where nobody knows.</summary>
    public long Missing => Math.Max(0, (_announced.Size ?? 0) - Length);

    /// <summary>The name under which a file is kept until it is whole.</summary>
    /// <param name="name">Its name in the folder.</param>
    /// <param name="announced">What the sender says of it.</param>
    /// <param name="number">0, or another where files of all that are on their way at the same time.</param>
    public static string NameOf(string name, Announcement announced, int number)
    {
        var identity = string.Create(CultureInfo.InvariantCulture, $"{announced.Name}\n{announced.Size}\n{announced.Modified}\n{number}");
        var tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, TagBytes));
        return $".{Shortened(name)}.{tag}{Extension}";
    }

    /// <summary>Reads what is here already. That may take a while.</summary>
    public void ReadPrefix()
    {
        if (Length == 0)
        {
            return;
        }

        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        for (long at = 0; at < Length;)
        {
            var read = RandomAccess.Read(_handle, block.AsSpan(0, (int)Math.Min(block.Length, Length - at)), at);
            if (read == 0)
            {
                throw new IOException("The partial file became shorter.");
            }

            _hash.AppendData(block, 0, read);
            at += read;
        }

        ArrayPool<byte>.Shared.Return(block);
        Prefix = Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    /// <summary>The same file is sent anew: it goes on there, and here no more.</summary>
    public void Supersede()
    {
        _isSuperseded = true;
        _handle.Dispose();
    }

    public static bool IsNameOfOne(string name) => name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        ThrowIfSuperseded();
        RandomAccess.Write(_handle, bytes, Length);
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    public void Restart()
    {
        ThrowIfSuperseded();
        RandomAccess.SetLength(_handle, 0);
        _hash.GetHashAndReset();
        Length = 0;
    }

    public string Complete(string sha256)
    {
        ThrowIfSuperseded();
        if (Convert.ToHexStringLower(_hash.GetCurrentHash()) != sha256)
        {
            Discard();
            throw new FileRefusedException("the hashes differ");
        }

        if (_announced.Modified is { } modified && TryReadTime(modified, out var time))
        {
            File.SetLastWriteTimeUtc(_handle, time);
        }

        // Windows moves no file that is open.
        _handle.Dispose();
        var path = _place(this);
        _isGone = true;
        return path;
    }

    /// <summary>Closes it. It stays where a later attempt can make use of it.</summary>
    public void Dispose()
    {
        if (!_isGone && !_isSuperseded && (Length == 0 || _announced.Size is null))
        {
            Discard();
        }

        _handle.Dispose();
        _hash.Dispose();
        _release(this);
    }

    private static string Shortened(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length <= MaxStemBytes
            ? name
            : Encoding.UTF8.GetString(bytes.AsSpan(0, MaxStemBytes)).TrimEnd('\uFFFD');
    }

    private static bool TryReadTime(long milliseconds, out DateTime time)
    {
        var sinceEpoch = milliseconds * (double)TimeSpan.TicksPerMillisecond;
        var isOne = sinceEpoch > (DateTime.MinValue - DateTime.UnixEpoch).Ticks && sinceEpoch < (DateTime.MaxValue - DateTime.UnixEpoch).Ticks;
        time = isOne ? DateTime.UnixEpoch.AddMilliseconds(milliseconds) : default;
        return isOne;
    }

    private void ThrowIfSuperseded()
    {
        if (_isSuperseded)
        {
            throw new FileRefusedException("the same file is sent anew");
        }
    }

    private void Discard()
    {
        _isGone = true;
        File.Delete(Path);
    }
}
