using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp;

namespace RtcPeer.Peer.Tests.Sctp;

public class AllocationTests
{
    [Test]
    public void Steady_traffic_allocates_the_messages_that_it_delivers_and_nothing_else(
        [Values(65_536, 1000, 64)] int size, [Values(1, 4)] int streams, [Values] bool interleaving)
    {
        var options = new SctpOptions { Interleaving = interleaving };
        var (a, b) = (new SctpAssociation(options, new SeededEntropy(1)), new SctpAssociation(options, new SeededEntropy(2)));
        var (buffer, payload, now) = (new byte[2048], new byte[size], new Instant(0));
        a.Connect(now);
        Exchange(a, b, buffer, ref now, out _);
        // The pools fill up to what the fullest moment needs.
        Run(8_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var delivered = Run(2_000_000);
        var beyond = GC.GetAllocatedBytesForCurrentThread() - before - delivered * ((size + 7 & ~7) + 24);

        Assert.That(beyond, Is.LessThan(20_000), $"{beyond} bytes for 4 MB");

        long Run(int bytes)
        {
            long messages = 0;
            for (var sent = 0; sent < bytes;)
            {
                for (var i = 0; i < 20; i++) sent += a.Send((ushort)(i % streams), 53, payload, default, now) == SendResult.Accepted ? size : 0;
                Exchange(a, b, buffer, ref now, out var received);
                messages += received;
            }
            return messages;
        }
    }

    private static void Exchange(SctpAssociation a, SctpAssociation b, byte[] buffer, ref Instant now, out long messages)
    {
        messages = 0;
        bool wrote;
        do
        {
            wrote = false;
            now += TimeSpan.FromMicroseconds(100);
            while (a.TryWrite(buffer, now, out var length))
            {
                b.Receive(buffer.AsSpan(0, length), now);
                wrote = true;
            }
            while (b.TryNextEvent(out var e))
            {
                if (e.Payload is not { } payload) continue;
                b.Consume(payload.Length);
                messages++;
            }
            while (b.TryWrite(buffer, now, out var length))
            {
                a.Receive(buffer.AsSpan(0, length), now);
                wrote = true;
            }
            while (a.TryNextEvent(out _))
            {
            }
        }
        while (wrote);
    }
}
