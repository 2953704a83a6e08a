using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace RtcPeer.Bench.Floors;

/// <summary>AES-128-GCM on one core: the bytes of full datagrams, sealed and opened where they stand.</summary>
internal static class AesGcmFloor
{
    private const int TagLength = 16;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    public static string Measure()
    {
        using var aes = new AesGcm(new byte[16], TagLength);
        var (nonce, data) = (new byte[12], new byte[13]);
        var (content, sealedContent, tag) = (new byte[Content], new byte[Content], new byte[TagLength]);
        Repeat(Seal);
        var sealing = Repeat(Seal);
        aes.Encrypt(nonce, content, sealedContent, tag, data);
        var opening = Repeat(Open);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"size\":{FloorSocket.DatagramLength},\"seal_MBps\":{sealing:F0},\"open_MBps\":{opening:F0}");

        void Seal() => aes.Encrypt(nonce, content, content, tag, data);

        // Not in place: what was opened could not be opened again.
        void Open() => aes.Decrypt(nonce, sealedContent, tag, content, data);
    }

    /// <summary>What of a datagram is content, in bytes.</summary>
    private static int Content => FloorSocket.DatagramLength - 37;

    /// <summary>Datagram bytes by second, in MB.</summary>
    private static double Repeat(Action one)
    {
        var (count, started) = (0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < Duration)
        {
            for (var i = 0; i < 100; i++) one();
            count += 100;
        }
        return count * FloorSocket.DatagramLength / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6;
    }
}
