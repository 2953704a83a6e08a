using BenchmarkDotNet.Attributes;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;

namespace RtcPeer.Bench.Micro;

/// <summary>One SCTP packet with one DATA chunk.</summary>
public class PacketBenchmarks
{
    private static readonly PacketHeader Header = new(5000, 5000, 0x12345678);

    private readonly byte[] _packet = new byte[2048];
    private byte[] _payload = [];
    private int _length;

    /// <summary>The payload, in bytes.</summary>
    [Params(64, 1120)]
    public int Payload { get; set; }

    /// <summary>A packet to read.</summary>
    [GlobalSetup]
    public void Set()
    {
        _payload = new byte[Payload];
        _length = Write();
    }

    /// <summary>The chunk, the header and the checksum.</summary>
    [Benchmark]
    public int Write()
    {
        var writer = new ByteWriter(_packet);
        writer.WriteZeros(PacketHeader.Size);
        new DataChunk { Flags = DataFlags.Whole, Tsn = new(1), Ppid = 53, Payload = _payload }
            .Write(ref writer);
        Header.Seal(writer.Written);
        return writer.Length;
    }

    /// <summary>The checksum, the header and the chunk.</summary>
    [Benchmark]
    public int Read()
    {
        ReadOnlySpan<byte> packet = _packet.AsSpan(0, _length);
        if (!PacketHeader.TryRead(packet, out _)) throw new InvalidOperationException("The packet does not read.");
        var chunks = new ChunkReader(packet[PacketHeader.Size..]);
        var sum = 0;
        while (chunks.TryRead(out var chunk))
        {
            if (DataChunk.TryRead(chunk, out var data)) sum += data.Payload.Length;
        }
        return sum;
    }
}
