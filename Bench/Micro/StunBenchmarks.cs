using BenchmarkDotNet.Attributes;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Bench.Micro;

/// <summary>A connectivity check as ICE sends it (RFC 8445 section 7.1).</summary>
public class StunBenchmarks
{
    private static readonly byte[] Key = "a password of ICE is 24 b"u8.ToArray();

    private readonly byte[] _message = new byte[640];
    private int _length;

    /// <summary>A message to read.</summary>
    [GlobalSetup]
    public void Set() => _length = Write();

    /// <summary>A request with all its attributes, protected.</summary>
    [Benchmark]
    public int Write()
    {
        var writer = new StunWriter(_message, StunClass.Request, StunMethod.Binding, new StunTransactionId(1, 2));
        writer.Add(StunAttributeType.Username, "abcd:efgh"u8);
        writer.AddUInt64(StunAttributeType.IceControlling, 3);
        writer.AddUInt32(StunAttributeType.Priority, 4);
        writer.AddIntegrity(Key);
        writer.AddFingerprint();
        return writer.Length;
    }

    /// <summary>Reading it, with both proofs checked.</summary>
    [Benchmark]
    public bool Read() =>
        StunMessage.TryRead(_message.AsSpan(0, _length), out var message)
            && message.HasValidFingerprint()
            && message.HasValidIntegrity(Key);
}
