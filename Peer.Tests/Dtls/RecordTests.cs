using System.Buffers.Binary;
using System.Reflection;
using NUnit.Framework;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Dtls.Crypto;
using RtcPeer.WebRtc.Dtls.Records;

namespace RtcPeer.Peer.Tests.Dtls;

public class RecordTests
{
    private const int GcmNonceLength = 8;

    internal static IEnumerable<ushort> Suites => CipherSuite.Supported
        .Where(suite => suite.Authentication == Authentication.Ecdsa).Select(suite => suite.Id);

    [TestCaseSource(nameof(Suites))]
    public void A_record_with_any_bit_flipped_is_not_accepted(int suite)
    {
        using var pair = Connect(suite);
        var record = pair.Client.Seal([.. "a secret"u8]);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            var forged = record.ToArray();
            forged[bit / 8] ^= (byte)(1 << bit % 8);
            pair.Server.Receive(forged, pair.Now);
        }
        Assert.That(pair.Server.Received, Is.Empty);
        Assert.That(pair.Server.Endpoint.State, Is.EqualTo(DtlsState.Connected));
        Assert.That(pair.Server.Endpoint.DroppedRecords, Is.GreaterThanOrEqualTo(record.Length * 8));

        pair.Server.Receive(record, pair.Now);
        Assert.That(pair.Server.Received.Single(), Is.EqualTo("a secret"u8.ToArray()), "none of them has spoilt the true one");
    }

    [TestCaseSource(nameof(Suites))]
    public void A_record_cut_short_anywhere_is_not_accepted(int suite)
    {
        using var pair = Connect(suite);
        var record = pair.Client.Seal([.. "a secret"u8]);
        for (var length = 0; length < record.Length; length++)
        {
            pair.Server.Receive(record.AsSpan(0, length), pair.Now);
            if (length < RecordHeader.Size) continue;
            // And with a length that says so.
            var cut = record[..length];
            BinaryPrimitives.WriteUInt16BigEndian(cut.AsSpan(11), (ushort)(length - RecordHeader.Size));
            pair.Server.Receive(cut, pair.Now);
        }
        Assert.That(pair.Server.Received, Is.Empty);
        Assert.That(pair.Server.IsConnected, Is.True);
    }

    [TestCaseSource(nameof(Suites))]
    public void Neither_a_repeated_record_nor_one_that_is_too_old_is_accepted(int suite)
    {
        using var pair = Connect(suite);
        var first = pair.Client.Seal([1]);
        var late = pair.Client.Seal([2]);
        pair.Server.Receive(first, pair.Now);
        pair.Server.Receive(first, pair.Now);
        Assert.That(pair.Server.Received, Has.Count.EqualTo(1));

        for (var i = 0; i < ReplayWindow.Size; i++) pair.Server.Receive(pair.Client.Seal([3]), pair.Now);
        pair.Server.Receive(late, pair.Now);

        Assert.That(pair.Server.Received, Has.Count.EqualTo(1 + ReplayWindow.Size));
        Assert.That(pair.Server.Received.Any(data => data[0] == 2), Is.False);
    }

    [Test]
    public void Records_of_other_epochs_and_versions_and_of_no_known_type_are_dropped()
    {
        using var pair = new DtlsPair().Connect();
        var record = pair.Client.Seal([1]);
        (int At, byte Value)[] changes = [(0, 25), (0, 0), (1, 3), (2, 0xFF), (4, 0), (4, 2), (3, 1)];
        foreach (var (at, value) in changes)
        {
            var changed = record.ToArray();
            changed[at] = value;
            pair.Server.Receive(changed, pair.Now);
        }
        Assert.That(pair.Server.Received, Is.Empty);
        Assert.That(pair.Server.Endpoint.DroppedRecords, Is.EqualTo(changes.Length));
        Assert.That(pair.Server.IsConnected, Is.True);
    }

    [Test]
    public void Data_in_the_clear_is_never_delivered()
    {
        using var pair = new DtlsPair();
        var forged = Wire.Record(ContentType.ApplicationData, 0, 77, [1, 2, 3]);
        pair.Start();
        pair.Server.Receive(forged, pair.Now);
        pair.Run(0.015);
        pair.Server.Receive(forged, pair.Now);
        pair.Run();
        pair.Server.Receive(forged, pair.Now);

        Assert.That(pair.Server.IsConnected, Is.True);
        Assert.That(pair.Server.Received, Is.Empty);
    }

    [Test]
    public void The_nonce_on_the_wire_is_epoch_and_sequence_number_and_never_repeats()
    {
        // The server's Finished is lost twice: flights that are sent again must use new numbers too.
        using var pair = new DtlsPair { Path = sent => sent.Index is 3 or 5 ? [] : [TimeSpan.Zero] }.Connect();
        var datagrams = pair.Log.Select(sent => sent.Datagram).ToList();
        for (var i = 0; i < 100; i++) datagrams.Add(pair.Client.Seal([1]));
        pair.Client.Endpoint.Close();
        var buffer = new byte[100];
        Assert.That(pair.Client.Endpoint.TryWrite(buffer, pair.Now, out var length), Is.True);
        datagrams.Add(buffer[..length]);

        var toServer = pair.Log.Where(sent => sent.ToServer).Select(sent => sent.Datagram).Concat(datagrams.Skip(pair.Log.Count));
        var nonces = toServer.SelectMany(Wire.Records).Where(record => record.Header.Epoch == 1).ToList();
        foreach (var (header, fragment) in nonces)
        {
            Assert.That(BinaryPrimitives.ReadUInt64BigEndian(fragment), Is.EqualTo(header.EpochAndSequenceNumber));
        }
        Assert.That(nonces, Has.Count.EqualTo(104), "Finished three times, data, close_notify");
        Assert.That(nonces.Select(record => record.Header.SequenceNumber), Is.Unique);
    }

    [Test]
    public void The_last_sequence_number_is_used_once_and_then_no_more()
    {
        using var protection = new AesGcmProtection(new byte[16], new byte[4]);
        using var writer = new EpochWriter(1, protection, RecordHeader.MaxSequenceNumber);
        var buffer = new byte[100];

        var length = writer.Seal(ContentType.ApplicationData, buffer, 3);

        Assert.That(RecordHeader.TryRead(buffer.AsSpan(0, length), out var header), Is.True);
        Assert.That(header.EpochAndSequenceNumber, Is.EqualTo(0x0001_FFFF_FFFF_FFFFul));
        Assert.That(writer.Remaining, Is.Zero);
        Assert.That(() => writer.Seal(ContentType.ApplicationData, buffer, 3), Throws.InvalidOperationException);
    }

    [Test]
    public void An_end_without_sequence_numbers_says_goodbye_and_fails()
    {
        using var pair = new DtlsPair().Connect();
        JumpTo(pair.Client.Endpoint, RecordHeader.MaxSequenceNumber - 20);
        var buffer = new byte[100];
        var sealedRecords = 0;
        while (pair.Client.Endpoint.State == DtlsState.Connected)
        {
            var length = pair.Client.Endpoint.Seal(buffer, 1);
            if (length == 0) break;
            pair.Server.Receive(buffer.AsSpan(0, length), pair.Now);
            sealedRecords++;
        }
        pair.Run();

        Assert.That(sealedRecords, Is.EqualTo(5));
        Assert.That(pair.Server.Received, Has.Count.EqualTo(5));
        Assert.That(pair.Client.Failure?.Reason, Is.EqualTo(DtlsFailure.SequenceExhausted));
        Assert.That(pair.Server.Endpoint.State, Is.EqualTo(DtlsState.Closed));
        Assert.That(() => pair.Client.Endpoint.Seal(buffer, 1), Throws.InvalidOperationException);
    }

    [TestCaseSource(nameof(Suites))]
    public void Sealing_and_reading_allocate_nothing(int suite)
    {
        using var pair = Connect(suite);
        var (client, server) = (pair.Client.Endpoint, pair.Server.Endpoint);
        var buffer = new byte[1500];
        Exchange(client, server, buffer, pair.Now, 2000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var delivered = Exchange(client, server, buffer, pair.Now, 1000);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(delivered, Is.EqualTo(1000 * 1200));
    }

    [Test]
    public void Header_length_and_overhead_are_those_of_the_suite()
    {
        using var gcm = Connect(CipherSuite.EcdheEcdsaAes256Gcm.Id);
        Assert.That(gcm.Client.Endpoint.HeaderLength, Is.EqualTo(RecordHeader.Size + GcmNonceLength));
        Assert.That(gcm.Client.Endpoint.Overhead, Is.EqualTo(RecordHeader.Size + GcmNonceLength + 16));

        Assume.That(CipherSuite.Supported, Does.Contain(CipherSuite.EcdheEcdsaChaCha20));
        using var chaCha = Connect(CipherSuite.EcdheEcdsaChaCha20.Id);
        Assert.That(chaCha.Client.Endpoint.HeaderLength, Is.EqualTo(RecordHeader.Size));
        Assert.That(chaCha.Client.Endpoint.Overhead, Is.EqualTo(RecordHeader.Size + 16));
    }

    [Test]
    public void Records_kept_for_later_are_bounded()
    {
        var server = DtlsPair.Create(DtlsRole.Server, Certificates.Bob, Certificates.Alice);
        server.Endpoint.Start(new(0));
        for (ulong i = 0; i < 10_000; i++)
        {
            server.Receive(Wire.Record(ContentType.ApplicationData, 1, i, new byte[1000]), new(0));
        }
        Assert.That(server.Endpoint.DroppedRecords, Is.EqualTo(10_000 - KeptRecords.MaxCount));

        var kept = new KeptRecords();
        Assert.That(kept.TryAdd(new byte[KeptRecords.MaxLength - 10]), Is.True);
        Assert.That(kept.TryAdd(new byte[11]), Is.False);
        Assert.That(kept.TryAdd(new byte[10]), Is.True);
        Assert.That(kept.TryTake(alsoApplicationData: true, out var record), Is.True);
        Assert.That(record.Length, Is.EqualTo(KeptRecords.MaxLength - 10));
        Assert.That(kept.TryAdd(new byte[11]), Is.True);
    }

    private static int Exchange(DtlsEndpoint from, DtlsEndpoint to, byte[] buffer, Instant now, int count)
    {
        var delivered = 0;
        for (var i = 0; i < count; i++)
        {
            var datagram = buffer.AsSpan(0, from.Seal(buffer, 1200));
            while (to.TryReadRecord(ref datagram, now, out var data)) delivered += data.Length;
        }
        return delivered;
    }

    private static DtlsPair Connect(int suite)
    {
        var pair = new DtlsPair(client: options => options with
        {
            CipherSuites = [.. CipherSuite.Supported.Where(s => s.Id == suite)],
        }).Connect();
        Assert.That(pair.AreConnected, Is.True);
        return pair;
    }

    /// <summary>As if so many records had been sent, which would take years.</summary>
    private static void JumpTo(DtlsEndpoint endpoint, ulong sequenceNumber)
    {
        const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;
        var records = (RecordLayer?)typeof(DtlsEndpoint).GetField("_records", Private)?.GetValue(endpoint);
        typeof(EpochWriter).GetField("_nextSequenceNumber", Private)?.SetValue(records?.Writer, sequenceNumber);
    }
}
