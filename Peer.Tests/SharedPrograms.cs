using NUnit.Framework;
using RtcPeer.Peer.Tests.Interop;

namespace RtcPeer.Peer.Tests;

/// <summary>Ends what several tests share, however they ended.</summary>
[SetUpFixture]
public class SharedPrograms
{
    [OneTimeTearDown]
    public Task StopAsync() => Chromium.StopSharedAsync();
}
