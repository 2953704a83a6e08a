using Microsoft.Playwright;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>A page that has much else to do.</summary>
internal static class BusyPage
{
    /// <summary>
    /// Keeps the scripts of the page from running for a while from when a connection that is made from now on has a path: the
    /// browser goes on beneath them, opens the channel, and takes what comes over it.
    /// </summary>
    public static Task BeBusyOnceConnectedAsync(this IPage page, TimeSpan duration) => page.EvaluateAsync(
        """
        milliseconds => {
          window.RTCPeerConnection = class extends RTCPeerConnection {
            constructor(configuration) {
              super(configuration);
              this.addEventListener('iceconnectionstatechange', () => {
                const end = performance.now() + milliseconds;
                while (this.iceConnectionState === 'connected' && performance.now() < end);
              });
            }
          };
        }
        """,
        duration.TotalMilliseconds);
}
