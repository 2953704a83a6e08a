using System.Buffers;
using System.Security.Cryptography;

namespace RtcPeer.Peer.Files.Sending;

/// <summary>Reads a file in blocks, the next one while the last is being sent, and hashes what it reads.</summary>
/// <param name="stream">What to read; it is disposed of.</param>
/// <param name="size">How many bytes to read; null for all that there are.</param>
internal sealed class SourceReader(Stream stream, long? size) : IDisposable
{
    private const int BlockBytes = 512 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _current = [];
    private byte[] _other = [];
    private Task<int>? _ahead;
    private long _left = size ?? long.MaxValue;

    /// <summary>The SHA-256 of all that was read, in lower-case hexadecimal. Not while <see cref="NextAsync"/> reads on.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Reads over bytes at the beginning, for their hash.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public Task SkipAsync(long bytes, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            for (var left = bytes; left > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = Fill(ref _current, left);
                left -= read;
                _left -= read;
            }
        },
        cancellationToken);

    /// <summary>Goes back to the beginning.</summary>
    public void Rewind()
    {
        stream.Position = 0;
        _hash.GetHashAndReset();
        _left = size ?? long.MaxValue;
    }

    /// <summary>The next bytes, valid until the next call; none at the end.</summary>
    /// <exception cref="IOException">They cannot be read, or there are fewer than there should be.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        if (_left == 0)
        {
            return default;
        }

        int read;
        if (_ahead is { } ahead)
        {
            read = await ahead.WaitAsync(cancellationToken);
            _ahead = null;
            (_current, _other) = (_other, _current);
        }
        else if (size is not null)
        {
            read = Fill(ref _current, _left);
        }
        else
        {
            // It may block, as stdin does.
            _ahead = Task.Run(() => Fill(ref _other, _left), CancellationToken.None);
            return await NextAsync(cancellationToken);
        }

        _left = read == 0 ? 0 : _left - read;
        if (_left > 0)
        {
            _ahead = Task.Run(() => Fill(ref _other, _left), CancellationToken.None);
        }

        return _current.AsMemory(0, read);
    }

    public void Dispose()
    {
        if (_ahead is null)
        {
            End();
        }
        else
        {
            // A read that blocks cannot be ended: what it uses lives as long as it does.
            _ahead.ContinueWith(_ => End(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Fills a block as far as it goes, or with what there is where nobody knows how much is to come.</summary>
    private int Fill(ref byte[] block, long left)
    {
        var wanted = (int)Math.Min(left, BlockBytes);
        if (block.Length < wanted)
        {
            Return(block);
            block = ArrayPool<byte>.Shared.Rent(wanted);
        }

        var read = stream.ReadAtLeast(block.AsSpan(0, wanted), size is null ? 1 : wanted, throwOnEndOfStream: false);
        if (read < wanted && size is not null)
        {
            throw new IOException("the file became shorter");
        }

        _hash.AppendData(block, 0, read);
        return read;
    }

    private void End()
    {
        stream.Dispose();
        _hash.Dispose();
        Return(_current);
        Return(_other);
    }

    private static void Return(byte[] block)
    {
        if (block.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
