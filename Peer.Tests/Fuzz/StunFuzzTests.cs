using NUnit.Framework;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.Peer.Tests.Fuzz;

public class StunFuzzTests
{
    private static readonly byte[] Key = StunKey.ShortTerm(StunVectors.ShortTermPassword);

    [Test]
    public void Mutated_messages_are_read_without_harm([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Mutate(random, StunVectors.All[random.Next(StunVectors.All.Length)]);
            if (!StunMessage.TryRead(bytes, out var message)) continue;

            foreach (var type in Enum.GetValues<StunAttributeType>())
            {
                if (message.TryGet(type, out var value)) Assert.That(value.Length, Is.LessThan(bytes.Length));
                message.TryGetUInt32(type, out _);
                message.TryGetUInt64(type, out _);
                message.TryGetAddress(type, out _);
                message.TryGetXorAddress(type, out _);
            }
            message.TryGetErrorCode(out _, out _);
            message.CopyUnknownRequired(new ushort[3]);
            message.HasValidIntegrity(Key);
            message.HasValidFingerprint();
        }
    }

    /// <summary>One to eight changes of the kinds that parsers trip over.</summary>
    internal static byte[] Mutate(Random random, byte[] original)
    {
        var bytes = original.ToArray();
        for (var changes = random.Next(1, 9); changes > 0 && bytes.Length > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)0xFF; break;
                case 3: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 9))..]]; break;
                default: bytes = [.. bytes[..at], .. original[random.Next(original.Length)..][..1], .. bytes[at..]]; break;
            }
            // A length field that fits lets most mutants past the header.
            if (bytes.Length >= StunMessage.HeaderLength && random.Next(4) != 0)
            {
                bytes = bytes[..(bytes.Length & ~3)];
                bytes[2] = (byte)(bytes.Length - StunMessage.HeaderLength >> 8);
                bytes[3] = (byte)(bytes.Length - StunMessage.HeaderLength);
            }
        }
        return bytes;
    }
}
