using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using RtcPeer.Peer.Piping;

namespace RtcPeer.Peer.Tests.Peer.Piping;

/// <summary>Two ends of a pipe, over connections that are cut anywhere.</summary>
public class PipeTests
{
    [Test]
    public void Each_end_gets_all_of_the_other_once_and_in_order_over_connections_that_are_cut_anywhere([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        using var a = new PipeSide(Bytes(random, random.Next(2_000_000)), random);
        using var b = new PipeSide(Bytes(random, random.Next(3) == 0 ? 0 : random.Next(2_000_000)), random);
        var steps = 0;
        for (Connect(a, b); !(a.Pipe.IsOver && b.Pipe.IsOver); steps++)
        {
            Assert.That(steps, Is.LessThan(200_000), "it goes on");
            AssertNoLie(a, b);
            Step(random, a, b);
            if (random.Next(60) == 0)
            {
                Connect(a, b);
            }
        }

        AssertNoLie(a, b);
        Assert.That(a.IsDone && b.IsDone, $"seed {seed}");
    }

    [Test]
    public void Any_input_in_any_pieces_cut_at_any_frame_arrives_or_is_known_not_to_have()
    {
        var pieces = from size in Gen.Choose(0, 400) select size;
        var property = Prop.ForAll(
            Arb.From(Gen.ListOf(pieces)), Arb.From(Gen.Choose(0, 60)), Arb.From(Gen.Choose(1, 100)), (sizes, cut, maxSize) =>
            {
                var random = new Random(cut);
                var input = Bytes(random, sizes.Sum());
                using var a = new PipeSide(input, random, capacity: 1000, window: 500);
                using var b = new PipeSide([], random, capacity: 1000, window: 500);
                Connect(a, b);
                for (var i = 0; i < cut; i++)
                {
                    a.Read(100);
                    a.Send(1, maxSize);
                    b.Read();
                    b.Send(1, maxSize);
                    Deliver(a, b, 1);
                    Deliver(b, a, 1);
                    b.Write();
                }

                var got = b.Output.ToArray();
                return input.AsSpan().StartsWith(got) && a.Pipe.Outgoing.Confirmed <= got.Length
                    && (!a.IsDone || got.Length == input.Length) && (!b.IsDone || got.Length == input.Length);
            });
        property.QuickCheckThrowOnFailure();
    }

    [Test]
    public void What_is_confirmed_is_what_was_written_and_not_what_has_come()
    {
        var random = new Random(1);
        using var a = new PipeSide(Bytes(random, 100_000), random);
        using var b = new PipeSide([], random);
        Connect(a, b);
        Exchange(a, b, isWriting: false);
        Assert.That(b.Pipe.Incoming.Received, Is.EqualTo(100_000));
        Assert.That((a.Pipe.Outgoing.Confirmed, a.IsDone), Is.EqualTo((0L, false)));

        Exchange(a, b, isWriting: true);
        Assert.That((a.Pipe.Outgoing.Confirmed, a.IsDone), Is.EqualTo((100_000L, true)));
    }

    [Test]
    public void No_more_is_on_its_way_than_the_other_end_has_said_that_it_holds()
    {
        var random = new Random(1);
        using var a = new PipeSide(Bytes(random, 1_000_000), random, capacity: 10_000_000, window: 1);
        using var b = new PipeSide([], random, window: 77_777);
        Connect(a, b);
        Exchange(a, b, isWriting: false);

        Assert.That(b.Pipe.Incoming.Received, Is.EqualTo(77_777));
    }

    [Test]
    public void The_end_whose_stdout_broke_says_how_much_it_has_written_and_its_own_direction_goes_on_to_its_end()
    {
        var random = new Random(1);
        using var a = new PipeSide(Bytes(random, 50_000), random);
        using var b = new PipeSide(Bytes(random, 20_000), random);
        Connect(a, b);
        b.Read();
        Exchange(a, b, isWriting: false);
        b.Pipe.Incoming.Break();
        b.Pipe.Outgoing.Stop();
        Exchange(a, b, isWriting: true);

        Assert.That((a.Pipe.IsOver, b.Pipe.IsOver), Is.EqualTo((true, true)));
        Assert.That(a.Pipe.Outgoing.State, Is.EqualTo(OutgoingState.Broken));
        Assert.That((a.IsDone, b.Pipe.Outgoing.State), Is.EqualTo((false, OutgoingState.Done)));
    }

    [Test]
    public void An_end_that_takes_nothing_is_sent_nothing()
    {
        var random = new Random(1);
        using var a = new PipeSide(Bytes(random, 50_000), random);
        using var b = new PipeSide(Bytes(random, 20_000), random, takes: false);
        Connect(a, b);
        Exchange(a, b, isWriting: true);

        Assert.That((a.Pipe.Outgoing.State, b.Pipe.Outgoing.State), Is.EqualTo((OutgoingState.Refused, OutgoingState.Done)));
        Assert.That((a.Pipe.IsOver, b.Pipe.IsOver), Is.EqualTo((true, true)));
        Assert.That(a.Output.Length, Is.EqualTo(20_000));
    }

    [Test]
    public void Bytes_that_were_changed_on_the_way_are_found_out_by_both()
    {
        var random = new Random(1);
        using var a = new PipeSide(Bytes(random, 1000), random);
        using var b = new PipeSide([], random);
        Connect(a, b);
        a.Read();
        a.Send(9);
        b.Read();
        b.Send(9);
        Deliver(b, a, 9);
        a.Send(9);
        var changed = a.InFlight.Select(frame => frame is PipeFrame.Data data ? new PipeFrame.Data(Flipped(data.Bytes)) : frame).ToList();
        a.InFlight.Clear();
        changed.ForEach(a.InFlight.Enqueue);
        Exchange(a, b, isWriting: true);

        Assert.That((a.IsDone, b.IsDone, b.Pipe.Incoming.IsCorrupt), Is.EqualTo((false, false, true)));
        Assert.That(a.Pipe.RemoteLeft, Does.Contain("not those that were sent"));
    }

    [TestCase("""{"confirmed":9999}""")]
    [TestCase("""{"end":{"count":7,"sha256":"0000000000000000000000000000000000000000000000000000000000000000","waits":false}}""")]
    [TestCase("""{"done":{"count":1000,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}""")]
    [TestCase("""{"broken":5000}""")]
    [TestCase("""{"open":{"received":0,"window":1,"takes":true,"framing":"lines"}}""")]
    public void What_cannot_be_is_refused(string said)
    {
        var random = new Random(1);
        using var a = new PipeSide(Bytes(random, 1000), random);
        using var b = new PipeSide([], random);
        Connect(a, b);
        Exchange(a, b, isWriting: false);
        Assert.That(PipeWire.TryRead(System.Text.Encoding.UTF8.GetBytes(said), out var frame));

        Assert.That(a.Pipe.Receive(frame!), Is.False);
    }

    [Test]
    public void Another_end_cannot_claim_to_have_more_than_was_sent_or_less_than_it_has_confirmed()
    {
        var random = new Random(1);
        using var a = new PipeSide(Bytes(random, 1000), random);
        using var b = new PipeSide([], random);
        Connect(a, b);
        Exchange(a, b, isWriting: true);
        foreach (var received in new long[] { 999, 1001 })
        {
            a.Pipe.Attach();
            Assert.That(a.Pipe.Receive(new PipeFrame.Open(received, 1000, true, PipeFraming.Lines)), Is.False);
        }
    }

    private static void Connect(PipeSide a, PipeSide b)
    {
        foreach (var side in new[] { a, b })
        {
            side.Pipe.Detach();
            side.InFlight.Clear();
            side.Pipe.Attach();
        }
    }

    private static void Step(Random random, PipeSide a, PipeSide b)
    {
        var (one, other) = random.Next(2) == 0 ? (a, b) : (b, a);
        switch (random.Next(4))
        {
            case 0:
                one.Read();
                break;
            case 1:
                one.Send(random.Next(10), 1 + random.Next(64 * 1024));
                break;
            case 2:
                Deliver(one, other, random.Next(10));
                break;
            default:
                one.Write();
                break;
        }
    }

    private static void Deliver(PipeSide from, PipeSide to, int most)
    {
        for (; most > 0 && from.InFlight.TryDequeue(out var frame); most--)
        {
            Assert.That(to.Pipe.Receive(frame), $"{frame} makes sense");
        }
    }

    private static void Exchange(PipeSide a, PipeSide b, bool isWriting)
    {
        for (var i = 0; i < 100; i++)
        {
            foreach (var (one, other) in new[] { (a, b), (b, a) })
            {
                one.Read();
                one.Send(100);
                Deliver(one, other, 100);
                if (isWriting) one.Write();
            }
        }
    }

    private static void AssertNoLie(PipeSide a, PipeSide b)
    {
        foreach (var (one, other) in new[] { (a, b), (b, a) })
        {
            Assert.That(one.Pipe.Outgoing.Confirmed, Is.LessThanOrEqualTo(other.Output.Length));
            if (one.IsDone)
            {
                Assert.That(SHA256.HashData(one.Output.ToArray()), Is.EqualTo(SHA256.HashData(other.Input)));
                Assert.That(SHA256.HashData(other.Output.ToArray()), Is.EqualTo(SHA256.HashData(one.Input)));
            }
        }
    }

    private static byte[] Flipped(ReadOnlyMemory<byte> bytes)
    {
        var copy = bytes.ToArray();
        copy[0] ^= 1;
        return copy;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
