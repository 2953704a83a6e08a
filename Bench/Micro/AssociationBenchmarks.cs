using BenchmarkDotNet.Attributes;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Io;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Bench.Micro;

/// <summary>
/// Two associations in memory. What is allocated is the received message, which is given away; nothing else may be.
/// </summary>
public class AssociationBenchmarks
{
    private const ushort Stream = 1;
    private const uint Binary = 53;

    private static readonly TimeSpan Step = TimeSpan.FromMicroseconds(10);

    private readonly byte[] _packet = new byte[2048];
    private byte[] _message = [];
    private SctpAssociation _sender = null!;
    private SctpAssociation _receiver = null!;
    private Instant _now;

    /// <summary>The message, in bytes: one of many in a packet, one packet, many packets.</summary>
    [Params(64, 1120, 65_536)]
    public int Message { get; set; }

    /// <summary>An established association.</summary>
    [GlobalSetup]
    public void Set()
    {
        _message = new byte[Message];
        _now = new Instant(0);
        _sender = new SctpAssociation(new SctpOptions(), new SystemEntropy());
        _receiver = new SctpAssociation(new SctpOptions(), new SystemEntropy());
        _sender.Connect(_now);
        Exchange();
    }

    /// <summary>Sends a message, carries its packets over and the acknowledgements back, and takes it.</summary>
    [Benchmark]
    public int Deliver()
    {
        if (_sender.Send(Stream, Binary, _message, default, _now) != SendResult.Accepted)
        {
            throw new InvalidOperationException("The message is not accepted.");
        }
        return Exchange();
    }

    private int Exchange()
    {
        var delivered = 0;
        do
        {
            _now += Step;
            _sender.Tick(_now);
            _receiver.Tick(_now);
        }
        while (Carry(_sender, _receiver, ref delivered) | Carry(_receiver, _sender, ref delivered));
        return delivered;
    }

    private bool Carry(SctpAssociation from, SctpAssociation to, ref int delivered)
    {
        var any = false;
        while (from.TryWrite(_packet, _now, out var length))
        {
            to.Receive(_packet.AsSpan(0, length), _now);
            any = true;
        }
        while (to.TryNextEvent(out var e))
        {
            if (e.Payload is not { } payload) continue;
            to.Consume(payload.Length);
            delivered += payload.Length;
        }
        return any;
    }
}
