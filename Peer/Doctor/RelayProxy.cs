namespace RtcPeer.Peer.Doctor;

/// <summary>The proxy that the way to the relay goes through, as .NET finds it in the environment or the system.</summary>
internal static class RelayProxy
{
    public static bool Serves(Uri room)
    {
        var address = new UriBuilder(room) { Scheme = room.Scheme == "wss" ? "https" : "http" }.Uri;
        return !room.IsLoopback && !HttpClient.DefaultProxy.IsBypassed(address) && HttpClient.DefaultProxy.GetProxy(address) is not null;
    }
}
