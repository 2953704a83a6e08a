using NUnit.Framework;
using RtcPeer.Peer.Trust;
using RtcPeer.Peer.Trust.Curve;

namespace RtcPeer.Peer.Tests.Peer.Trust;

public class SharedSecretTests
{
    [TestCase("493-817-205", "493817205")]
    [TestCase(" 493 817 205\r\n", "493817205")]
    [TestCase("guitar-marble \n", "guitar-marble")]
    [TestCase("7-guitar-marble", "7-guitar-marble")]
    [TestCase("密 钥", "密 钥")]
    [TestCase(" - ", "-")]
    [TestCase(" \n", "")]
    public void A_code_may_be_typed_in_any_grouping(string typed, string meant) =>
        Assert.That(SharedSecret.Normalize(typed), Is.EqualTo(meant));

    [Test]
    public void A_secret_is_stretched_as_the_page_stretches_it()
    {
        // PBKDF2-HMAC-SHA256 of "marble" with the salt "rtcpeer-secret/1" and 300,000 iterations, 40 bytes, modulo the order.
        var scalar = new byte[U256.Bytes];
        new SharedSecret("marble").Stretched.Scalar.Write(scalar);

        Assert.That(Convert.ToHexStringLower(scalar), Is.EqualTo("cbc66f48936c014f4db661b6d6cf4b4a13655ad95a6fbd6b314386bac91efa70"));
    }

    [Test]
    public void A_code_has_nine_digits_and_is_never_the_same()
    {
        var codes = Enumerable.Range(0, 50).Select(_ => SharedSecret.NewCode()).ToList();

        Assert.That(codes, Is.All.Match(@"^\d{3}-\d{3}-\d{3}$"));
        Assert.That(codes.Distinct().Count(), Is.GreaterThan(45));
    }
}
