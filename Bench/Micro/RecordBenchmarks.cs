using BenchmarkDotNet.Attributes;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Bench.Micro;

/// <summary>One protected DTLS record, sealed and opened where it stands (AES-128-GCM).</summary>
public class RecordBenchmarks
{
    private const ushort Epoch = 1;

    private static readonly byte[] Key = new byte[16];
    private static readonly byte[] Salt = new byte[4];

    private static readonly EpochWriter Writer = new(Epoch, new AesGcmProtection(Key, Salt));
    private static readonly EpochReader Reader = new(new AesGcmProtection(Key, Salt));

    private readonly byte[] _datagram = new byte[2048];

    /// <summary>The content of the record, in bytes: a packet with a small message, and a full one.</summary>
    [Params(96, 1163)]
    public int Content { get; set; }

    /// <summary>What every datagram out costs.</summary>
    [Benchmark]
    public int Seal() => Writer.Seal(ContentType.ApplicationData, _datagram, Content);

    /// <summary>The same, and what every datagram in costs.</summary>
    [Benchmark]
    public int SealAndOpen()
    {
        var length = Writer.Seal(ContentType.ApplicationData, _datagram, Content);
        var isRead = RecordHeader.TryRead(_datagram.AsSpan(0, length), out var header);
        var isOpened = Reader.TryOpen(header, _datagram.AsSpan(RecordHeader.Size, header.Length), out var content);
        return isRead && isOpened ? content.Length : throw new InvalidOperationException("The record does not open.");
    }
}
