using System.Security.Cryptography;
using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Io;

/// <summary>The operating system's cryptographic generator.</summary>
internal sealed class SystemEntropy : IEntropy
{
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
