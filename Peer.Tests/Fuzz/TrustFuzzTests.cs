using System.Text;
using NUnit.Framework;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Tests.Peer.Running;
using RtcPeer.Peer.Tests.Peer.Trust;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Fuzz;

/// <summary>Whatever is said to find out who is there: it does not throw, and lets nobody in.</summary>
public class TrustFuzzTests
{
    [Test]
    public void Mutated_steps_in_any_order_let_nobody_in([Values] bool isCaller, [Values] bool hasSecret)
    {
        var random = new Random(isCaller ? 1 : 2);
        var settings = hasSecret ? new TrustSettings(new SharedSecret("marble"), null) : new TrustSettings(null, new FakeVerifier());
        var gate = new TestGate("b", settings);
        gate.Meet("a", settings.Demand);
        var context = isCaller ? new TrustContext(true, "b", "a", "B", "A") : new TrustContext(false, "a", "b", "A", "B");
        gate.Open(context);
        var heard = new[]
        {
            """{"uuid":"a","to":"b","trust":{"id":"ID","share":"BGsX0fLhLEJH+LzmVjOkQPJ3A32BLes6D0oTlF2JjClhT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU="}}""",
            """{"uuid":"a","to":"b","trust":{"id":"ID","share":"BGsX0fLhLEJH+LzmVjOkQPJ3A32BLes6D0oTlF2JjClhT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=","confirm":"AAEC"}}""",
            """{"uuid":"a","to":"b","trust":{"id":"ID","confirm":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}""",
            """{"uuid":"a","to":"b","trust":{"id":"ID","commit":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}""",
        };
        for (var i = 0; i < 3000; i++)
        {
            if (gate.TurnedAway.Count > 0 && i % 100 == 0)
            {
                gate.TurnedAway.Clear();
                gate.Open(context, i);
            }

            var id = gate.Sent.OfType<SignallingMessage.Trust>().LastOrDefault()?.Step.Id ?? "1";
            var bytes = Encoding.UTF8.GetBytes(heard[random.Next(heard.Length)].Replace("ID", id, StringComparison.Ordinal));
            for (var mutations = random.Next(3); mutations > 0; mutations--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(' ', '~');
            }

            if (SignallingWire.TryRead(bytes, out var message, out _))
            {
                gate.Gatekeeper.TryReceive(message);
            }

            gate.Tick(i / 10.0);
        }

        Assert.That(gate.LetIn, Is.Empty);
    }
}
