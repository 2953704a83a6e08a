using System.Net.WebSockets;
using BenchmarkDotNet.Attributes;
using RtcPeer.Bench.RelayLoad;
using RtcPeer.Relay.WebSockets;

namespace RtcPeer.Bench.Micro;

/// <summary>Reading messages of 300 bytes that have come already: by the relay's reader, and by .NET's WebSocket from a
/// stream without a system below it. Figures are per message.</summary>
[MemoryDiagnoser]
public class FrameBenchmarks : IDisposable
{
    private const int Messages = 50;

    private readonly byte[] _bytes = LoadFrames.Messages(Messages);
    private readonly byte[] _buffer = new byte[4096];
    private readonly FrameReader _reader = new(4096);
    private readonly MemoryStream _stream;
    private readonly WebSocket _socket;

    /// <summary>BenchmarkDotNet makes one.</summary>
    public FrameBenchmarks()
    {
        _stream = new MemoryStream(_bytes);
        _socket = WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions { IsServer = true });
    }

    /// <summary>The relay's reader.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int Ours()
    {
        ReadOnlySpan<byte> input = _bytes;
        var count = 0;
        while (_reader.Read(ref input, 0) is { Kind: not FrameReadKind.NeedsMore })
        {
            count++;
        }

        return count;
    }

    /// <summary>.NET's.</summary>
    [Benchmark(OperationsPerInvoke = Messages, Baseline = true)]
    public async Task<int> DotNet()
    {
        _stream.Position = 0;
        var count = 0;
        for (; count < Messages; count++)
        {
            // As the relay would: what waits for a message holds no buffer, and the message is copied out of one.
            await _socket.ReceiveAsync(Memory<byte>.Empty, default).ConfigureAwait(false);
            var result = await _socket.ReceiveAsync(_buffer.AsMemory(), default).ConfigureAwait(false);
            _ = _buffer.AsSpan(0, result.Count).ToArray();
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _stream.Dispose();
        GC.SuppressFinalize(this);
    }
}
