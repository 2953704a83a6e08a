using NUnit.Framework;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.WebRtc.Dtls.Crypto;

namespace RtcPeer.Peer.Tests.Dtls;

public class PrfTests
{
    [TestCase(PrfHash.Sha256, TlsPrfVectors.Sha256Secret, TlsPrfVectors.Sha256Seed, TlsPrfVectors.Sha256Output)]
    [TestCase(PrfHash.Sha384, TlsPrfVectors.Sha384Secret, TlsPrfVectors.Sha384Seed, TlsPrfVectors.Sha384Output)]
    public void Gives_the_published_output_and_every_beginning_of_it(object hash, string secret, string seed, string expected)
    {
        for (var length = 0; length <= expected.Length / 2; length++)
        {
            var output = new byte[length];
            Prf.Expand((PrfHash)hash, Convert.FromHexString(secret), "test label"u8, Convert.FromHexString(seed), output);

            Assert.That(Convert.ToHexString(output), Is.EqualTo(expected[..(2 * length)]));
        }
    }
}
