using System.Threading.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Session;
using RtcPeer.WebRtc.Turn;

namespace RtcPeer.WebRtc.Io.Servers;

/// <summary>
/// Makes a session's links to servers, and brings what becomes of each to who made it. Everything that touches the
/// session happens inside a turn of its loop.
/// </summary>
internal sealed class ServerLinks(SessionLoop loop, PeerSession session)
{
    private readonly Dictionary<ServerLink, ChannelWriter<ServerEvent>> _owners = [];

    /// <summary>Called under the loop's gate.</summary>
    public void Handle(ServerEvent happened)
    {
        if (!_owners.TryGetValue(happened.Link, out var owner)) return;
        owner.TryWrite(happened);
        if (happened is not ServerEvent.Ready) _owners.Remove(happened.Link);
    }

    /// <summary>Asks from each UDP port of the server's family; returns how many there are.</summary>
    /// <param name="turn">Null where only our own address is asked for.</param>
    public int OpenUdp(in TransportAddress server, TurnOptions? turn, ChannelWriter<ServerEvent> owner)
    {
        using var stay = loop.Enter();
        if (loop.IsDisposed) return 0;
        var count = 0;
        foreach (var port in loop.LocalAddresses)
        {
            if (port.IsIPv6 != server.IsIPv6) continue;
            var preference = (ushort)(LocalPreferences.Udp - LocalPreferences.Step * count++);
            Open(new TransportPath(port, server), turn, preference, owner);
        }
        return count;
    }

    /// <summary>Asks over a connection to the server, which the loop sends on from now on.</summary>
    public void OpenStream(ServerStream stream, TurnOptions turn, bool isSecure, ChannelWriter<ServerEvent> owner)
    {
        using var stay = loop.Enter();
        if (loop.IsDisposed) return;
        loop.Add(stream);
        Open(stream.Path, turn, isSecure ? LocalPreferences.Tls : LocalPreferences.Tcp, owner);
    }

    /// <summary>Hands the frames of a connection to the session.</summary>
    public void Receive(StreamSplitter frames, TransportPath path) => loop.Guard(() =>
    {
        using var stay = loop.Enter();
        if (loop.IsDisposed) return;
        while (frames.TryTake(out var frame)) session.Receive(frame, path, stay.Now);
    });

    /// <summary>The connection is gone.</summary>
    public void LoseStream(ServerStream stream)
    {
        using var stay = loop.Enter();
        if (loop.IsDisposed) return;
        loop.Remove(stream);
        session.Servers.Lose(stream.Path, stay.Now);
        session.Tick(stay.Now);
    }

    /// <summary>All servers have answered, or have had their time.</summary>
    public void EndGathering()
    {
        using var stay = loop.Enter();
        if (!loop.IsDisposed) session.EndLocalAddresses(stay.Now);
    }

    private void Open(in TransportPath path, TurnOptions? turn, ushort preference, ChannelWriter<ServerEvent> owner)
    {
        _owners[new ServerLink(path, turn is not null)] = owner;
        if (turn is null) session.Servers.AskReflexive(path, preference);
        else session.Servers.Allocate(path, turn, preference);
    }
}
