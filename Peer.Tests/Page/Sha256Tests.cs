using System.Security.Cryptography;
using NUnit.Framework;

namespace RtcPeer.Peer.Tests.Page;

/// <summary>The page's own SHA-256, which browsers lack over http and for files in pieces.</summary>
public class Sha256Tests : PageFixture
{
    [Test]
    public async Task Known_hashes_come_out()
    {
        var page = await OpenAsync();

        // FIPS 180-4's examples.
        Assert.That(
            await HashAsync(page, "[new TextEncoder().encode('abc')]"),
            Is.EqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        Assert.That(
            await HashAsync(page, "[new TextEncoder().encode('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')]"),
            Is.EqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
        Assert.That(
            await HashAsync(page, "Array(1000).fill(new TextEncoder().encode('a'.repeat(1000)))"),
            Is.EqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }

    [Test]
    public async Task Every_length_and_every_cut_gives_the_same_hash_as_another_implementation()
    {
        var page = await OpenAsync();
        var ours = await page.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { Sha256 } = await import('/-/sha256.js');
              const all = Uint8Array.from({ length: 200 }, (_, i) => (i * 7) & 255);
              return Array.from(all, (_, length) => {
                const hashes = Array.from({ length: length + 1 }, (_, cut) => {
                  const hash = new Sha256();
                  hash.update(all.subarray(0, cut));
                  hash.update(all.subarray(cut, length));
                  return hash.finish();
                });
                return [...new Set(hashes)].join();
              });
            }
            """);

        var all = Enumerable.Range(0, 200).Select(i => (byte)(i * 7)).ToArray();
        Assert.That(ours, Is.EqualTo(
            Enumerable.Range(0, 200).Select(length => Convert.ToHexStringLower(SHA256.HashData(all.AsSpan(0, length))))));
    }

    private static Task<string> HashAsync(RoomPage page, string pieces) => page.Page.EvaluateAsync<string>(
        $$"""
        async () => {
          const { Sha256 } = await import('/-/sha256.js');
          const hash = new Sha256();
          {{pieces}}.forEach((piece) => hash.update(piece));
          return hash.finish();
        }
        """);
}
