namespace RtcPeer.Peer.Tests.Page;

/// <summary>What tests see of the connection of a page, and how they hold up the files that it sends.</summary>
internal static class WatchedPage
{
    private const string Watch =
        """
        window.connections = [];
        window.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(configuration) {
            super(configuration);
            window.connections.push(this);
          }
        };

        // The last piece of a file is held back until the test says so.
        const released = new Promise((resolve) => { window.release = resolve; });
        const { slice, arrayBuffer } = Blob.prototype;
        Blob.prototype.slice = function (from, to) {
          const piece = slice.call(this, from, to);
          if (to >= this.size) {
            piece.arrayBuffer = async () => {
              await released;
              return arrayBuffer.call(piece);
            };
          }
          return piece;
        };
        """;

    private const string Fragment = "connections.at(-1).currentLocalDescription.sdp.match(/^a=ice-ufrag:(\\S*)/m)[1]";

    /// <summary>Chromium stays on a path that works, so it is enough that the other one does, too.</summary>
    private const string HasOtherPath =
        $$"""
        async (old) => {
          const fragment = {{Fragment}};
          const stats = await connections.at(-1).getStats();
          return fragment !== old && [...stats.values()].some((pair) => pair.type === 'candidate-pair'
            && pair.state === 'succeeded' && stats.get(pair.localCandidateId)?.usernameFragment === fragment);
        }
        """;

    extension(RoomPage page)
    {
        /// <summary>Has the page watched, once it is opened.</summary>
        public Task WatchAsync() => page.Page.AddInitScriptAsync(Watch);

        /// <summary>How many connections it has made.</summary>
        public Task<int> CountConnectionsAsync() => page.Page.EvaluateAsync<int>("() => connections.length");

        /// <summary>Our username fragment as last agreed on, which each restart of ICE changes.</summary>
        public Task<string> FragmentAsync() => page.Page.EvaluateAsync<string>($"() => {Fragment}");

        /// <summary>Waits until a path of a later restart is found.</summary>
        public Task WaitForOtherPathAsync(string fragment) => page.Page.WaitForFunctionAsync(HasOtherPath, fragment);

        /// <summary>The browser's network goes away and comes back.</summary>
        public async Task ChangeNetworkAsync()
        {
            await page.Page.Context.SetOfflineAsync(true);
            await page.Page.Context.SetOfflineAsync(false);
        }

        /// <summary>Lets files go out to their ends.</summary>
        public Task ReleaseFilesAsync() => page.Page.EvaluateAsync("() => release()");
    }
}
