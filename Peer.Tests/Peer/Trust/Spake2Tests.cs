using NUnit.Framework;
using RtcPeer.Peer.Tests.Vectors;
using RtcPeer.Peer.Trust;
using RtcPeer.Peer.Trust.Curve;

namespace RtcPeer.Peer.Tests.Peer.Trust;

public class Spake2Tests
{
    private static readonly Spake2Secret Seven = new(Scalar(7));
    private static readonly byte[] Associated = [1, 2, 3];

    [Test]
    public void Says_what_RFC_9382_says()
    {
        foreach (var vector in Spake2Vectors.All)
        {
            var secret = new Spake2Secret(U256.Parse(vector.W));
            var a = new Spake2(isA: true, secret, U256.Parse(vector.X));
            var b = new Spake2(isA: false, secret, U256.Parse(vector.Y));
            Assert.That(Convert.ToHexStringLower(a.Share), Is.EqualTo(vector.ShareOfA));
            Assert.That(Convert.ToHexStringLower(b.Share), Is.EqualTo(vector.ShareOfB));

            Assert.That(a.TryFinish(b.Share, vector.A, vector.B, [], out var atA), Is.True);
            Assert.That(b.TryFinish(a.Share, vector.A, vector.B, [], out var atB), Is.True);

            Assert.That(Convert.ToHexStringLower(atA!.Own), Is.EqualTo(vector.ConfirmationOfA));
            Assert.That(Convert.ToHexStringLower(atB!.Own), Is.EqualTo(vector.ConfirmationOfB));
            Assert.That(atA.IsExpected(atB.Own) && atB.IsExpected(atA.Own), Is.True);
        }
    }

    [Test]
    public void Two_who_know_the_same_secret_agree() => Assert.That(Run(7, 7, "a", "a", Associated, Associated), Is.EqualTo((true, true)));

    [Test]
    public void Two_with_different_secrets_do_not() => Assert.That(Run(7, 8, "a", "a", Associated, Associated), Is.EqualTo((false, false)));

    [Test]
    public void Two_who_see_different_names_do_not() => Assert.That(Run(7, 7, "a", "b", Associated, Associated), Is.EqualTo((false, false)));

    [Test]
    public void Two_who_see_different_associated_data_do_not() => Assert.That(Run(7, 7, "a", "a", Associated, [1, 2, 4]), Is.EqualTo((false, false)));

    [Test]
    public void A_confirmation_sent_back_to_its_sender_proves_nothing()
    {
        var a = new Spake2(isA: true, Seven, Spake2.RandomScalar());
        Assert.That(a.TryFinish(a.Share, "a", "b", [], out var confirmations), Is.True);

        Assert.That(confirmations!.IsExpected(confirmations.Own), Is.False);
    }

    [Test]
    public void A_share_that_is_no_point_of_the_curve_is_refused()
    {
        var a = new Spake2(isA: true, Seven, Spake2.RandomScalar());
        var good = new Spake2(isA: false, Seven, Spake2.RandomScalar()).Share;
        var offCurve = good.ToArray();
        offCurve[^1] ^= 1;
        var beyondField = good.ToArray();
        beyondField.AsSpan(1, 32).Fill(0xFF);
        byte[][] bad =
        [
            [], [0], good[..^1], [.. good, 0], [3, .. good[1..]], offCurve, beyondField, [4, .. new byte[64]],
        ];

        Assert.That(bad.Select(share => a.TryFinish(share, "a", "b", [], out _)), Is.All.False);
    }

    [Test]
    public void A_share_that_would_lead_to_infinity_is_refused()
    {
        // w*N as B's share leaves x*(w*N - w*N).
        var vector = Spake2Vectors.All[0];
        var w = new Spake2Secret(U256.Parse(vector.W));
        var wn = new Spake2(isA: false, w, default).Share;

        Assert.That(new Spake2(isA: true, w, Scalar(5)).TryFinish(wn, "a", "b", [], out _), Is.False);
    }

    private static (bool AtA, bool AtB) Run(ulong secretOfA, ulong secretOfB, string nameAtA, string nameAtB, byte[] dataAtA, byte[] dataAtB)
    {
        var a = new Spake2(isA: true, new Spake2Secret(Scalar(secretOfA)), Spake2.RandomScalar());
        var b = new Spake2(isA: false, new Spake2Secret(Scalar(secretOfB)), Spake2.RandomScalar());
        Assert.That(a.TryFinish(b.Share, nameAtA, "b", dataAtA, out var atA), Is.True);
        Assert.That(b.TryFinish(a.Share, nameAtB, "b", dataAtB, out var atB), Is.True);
        return (atA!.IsExpected(atB!.Own), atB.IsExpected(atA.Own));
    }

    private static U256 Scalar(ulong number)
    {
        var scalar = default(U256);
        scalar[0] = number;
        return scalar;
    }
}
