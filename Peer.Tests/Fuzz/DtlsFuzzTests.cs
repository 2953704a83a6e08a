using NUnit.Framework;
using RtcPeer.Peer.Tests.Dtls;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Handshake;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Fuzz;

/// <summary>No bytes whatever make a parser or an endpoint throw, spin, grow without bound or let data pass.</summary>
public class DtlsFuzzTests
{
    /// <summary>More than any handshake here allocates, and far less than a leak per packet would.</summary>
    private const long MemoryBound = 64 * 1024 * 1024;

    private static readonly Instant Now = new(0);

    [Test]
    public void Every_message_cut_short_anywhere_or_followed_by_a_byte_is_no_message()
    {
        foreach (var (type, body) in ValidMessages())
        {
            Assert.That(TryReadMessage(type, body), Is.True, type);
            Assert.That(TryReadMessage(type, [.. body, 0]), Is.False, $"{type} and a byte");
            // A hello may end before its extensions; every other message has one length only.
            var ends = EndOfFixedPart(type, body);
            for (var length = 0; length < body.Length; length++)
            {
                if (length != ends) Assert.That(TryReadMessage(type, body[..length]), Is.False, $"{type}, {length} bytes");
            }
        }
    }

    [Test]
    public void Every_message_with_random_bytes_changed_is_read_or_refused([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        foreach (var (type, body) in ValidMessages())
        {
            for (var i = 0; i < 300; i++) TryReadMessage(type, Mutate(body, random));
        }
    }

    [Test]
    public void An_endpoint_in_every_state_survives_changed_datagrams_and_then_connects_or_fails([Range(1, 100)] int seed)
    {
        var random = new Random(seed);
        using var pair = new DtlsPair(
            client: options => options with { MaxDatagramSize = 500 }, server: options => options with { MaxDatagramSize = 500 });
        pair.Path = sent =>
        {
            // In addition to what arrives: a changed copy of it, for both ends.
            var changed = Mutate(sent.Datagram, random);
            pair.Client.Receive(changed, pair.Now);
            pair.Server.Receive(changed, pair.Now);
            return [TimeSpan.Zero];
        };
        var before = GC.GetAllocatedBytesForCurrentThread();
        pair.Connect();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(MemoryBound));
        foreach (var end in new[] { pair.Client, pair.Server })
        {
            Assert.That(end.Endpoint.State, Is.AnyOf(DtlsState.Connected, DtlsState.Failed, DtlsState.Closed));
            Assert.That(end.Received, Is.Empty);
        }
    }

    [Test]
    public void Changed_handshake_messages_never_connect_an_end_that_took_them([Range(1, 100)] int seed)
    {
        // Unlike above the changed datagram arrives instead of the true one: both ends connect only if the change was
        // dropped and the flight sent again, and then both saw the same.
        var random = new Random(seed);
        using var pair = new DtlsPair();
        var tampered = false;
        pair.Path = sent =>
        {
            if (tampered || random.Next(4) != 0) return [TimeSpan.Zero];
            tampered = true;
            var changed = Mutate(sent.Datagram, random);
            (sent.ToServer ? pair.Server : pair.Client).Receive(changed, pair.Now);
            return [];
        };
        pair.Connect();

        var isClientConnected = pair.Client.Events.OfType<DtlsEvent.Connected>().Any();
        if (isClientConnected) Assert.That(pair.Server.Events.OfType<DtlsEvent.Connected>().Any(), Is.True);
        Assert.That(pair.Client.Received.Concat(pair.Server.Received), Is.Empty);
    }

    [Test]
    public void Ten_thousand_datagrams_of_noise_change_nothing([Values] bool connected)
    {
        var random = new Random(11);
        using var pair = new DtlsPair();
        if (connected) pair.Connect();
        else pair.Start();
        for (var i = 0; i < 10_000; i++)
        {
            var noise = new byte[random.Next(1500)];
            random.NextBytes(noise);
            // Half of them pass for records of ours at first sight.
            if (i % 2 == 0 && noise.Length > RecordHeader.Size) MakePlausible(noise, random);
            pair.Client.Receive(noise, pair.Now);
            pair.Server.Receive(noise, pair.Now);
        }
        if (!connected) pair.Run();

        // Handshake messages in the clear are not protected, so noise that happens to be one may end a handshake.
        if (connected) Assert.That(pair.AreConnected, Is.True);
        Assert.That(pair.Client.Received.Concat(pair.Server.Received), Is.Empty);
    }

    [Test]
    public void Records_full_of_empty_fragments_end_quickly()
    {
        var server = DtlsPair.Create(DtlsRole.Server, Certificates.Bob, Certificates.Alice);
        server.Endpoint.Start(Now);
        var empty = Wire.Fragment(HandshakeType.ClientHello, 0, 1000, 500, []);
        var record = Wire.Record(ContentType.Handshake, 0, 0, [.. Enumerable.Repeat(empty, 1000).SelectMany(bytes => bytes)]);
        for (var i = 0; i < 100; i++) server.Receive(record, Now);

        Assert.That(server.Endpoint.State, Is.EqualTo(DtlsState.Connecting));
        Assert.That(server.Endpoint.TryWrite(new byte[1500], Now, out _), Is.False);
    }

    private static void MakePlausible(byte[] noise, Random random)
    {
        var type = (ContentType)random.Next(20, 24);
        new RecordHeader(type, DtlsVersion.Dtls12, (ushort)random.Next(2), (ulong)random.Next(50), noise.Length - RecordHeader.Size)
            .Write(noise);
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        var changed = valid.ToArray();
        for (var changes = random.Next(1, 5); changes > 0 && changed.Length > 0; changes--)
        {
            var at = random.Next(changed.Length);
            switch (random.Next(4))
            {
                case 0:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed[at] = (byte)(random.Next(2) * 255);
                    break;
                case 2:
                    changed = changed[..at];
                    break;
                default:
                    changed = [.. changed[..at], (byte)random.Next(256), .. changed[at..]];
                    break;
            }
        }
        return changed;
    }

    /// <summary>The bodies of one real handshake, and of the messages that it lacks.</summary>
    private static IEnumerable<(string Type, byte[] Body)> ValidMessages()
    {
        using var pair = new DtlsPair().Connect();
        foreach (var sent in pair.Log)
        {
            foreach (var (type, _, body) in Wire.Messages(sent.Datagram)) yield return (type, body);
        }
        yield return ("HelloVerifyRequest", [0xFE, 0xFF, 3, 1, 2, 3]);
        yield return ("Finished", new byte[12]);
        yield return ("ClientHello", new HelloBuilder { Versions = [0xFEFC, 0xFEFD], Unknown = [(51, 100)] }.Build());
    }

    private static int EndOfFixedPart(string type, byte[] body) => type switch
    {
        // Version, random, session id and cookie (both empty), suites, one compression method.
        "ClientHello" => 2 + 32 + 1 + 1 + 2 + (body[36] << 8 | body[37]) + 2,
        // Version, random, session id (empty), suite, compression method.
        "ServerHello" => 2 + 32 + 1 + 2 + 1,
        _ => -1,
    };

    private static bool TryReadMessage(string type, byte[] body) => type switch
    {
        "ClientHello" => ClientHello.TryRead(body, out _),
        "ServerHello" => ServerHello.TryRead(body, out _),
        "HelloVerifyRequest" => HelloVerifyRequest.TryRead(body, out _),
        "Certificate" => CertificateMessage.TryRead(body, out _),
        "ServerKeyExchange" => ServerKeyExchange.TryRead(body, out _),
        "CertificateRequest" => CertificateRequest.TryRead(body, out _),
        "ServerHelloDone" => body.Length == 0,
        "ClientKeyExchange" => ClientKeyExchange.TryRead(body, out _),
        "CertificateVerify" => CertificateVerify.TryRead(body, out _),
        "Finished" => Finished.TryRead(body, out _),
        _ => throw new ArgumentException(type),
    };
}
