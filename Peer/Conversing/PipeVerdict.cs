using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Piping;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Conversing;

/// <summary>Finds out how it ended with a peer, and tells what is missing if something is.</summary>
/// <param name="name">The peer.</param>
/// <param name="pipe">What went on between us; at its end.</param>
/// <param name="around">The conversation.</param>
internal sealed class PipeVerdict(string name, Pipe pipe, PipeSurroundings around)
{
    private static readonly TimeSpan ReasonTimeout = TimeSpan.FromSeconds(1);

    private readonly Outgoing _outgoing = pipe.Outgoing;

    private string Who => around.Members.WereSeveral ? name : "the other end";

    /// <param name="closure">How the last channel ended.</param>
    /// <param name="connection">The last connection.</param>
    public async Task<MemberEnd> FindAsync(RtcChannelClosure closure, ChannelConnection connection)
    {
        if ((_outgoing.State == OutgoingState.Broken && !HasTakenAll) || await IsRefusedAsync())
        {
            around.Logger.NotTaken(Who, _outgoing.Confirmed, _outgoing.State == OutgoingState.Refused ? around.Input.Tape.End : _outgoing.Length);
            return MemberEnd.NotTaken;
        }

        var isClean = closure == RtcChannelClosure.Clean;
        if (pipe.HasAll || (isClean && await WasNothingAsync()))
        {
            return MemberEnd.Parted;
        }

        if (pipe.RemoteLeft is not null || isClean)
        {
            around.Logger.LeftEarly(
                Who, pipe.RemoteLeft ?? "it closed the channel", _outgoing.Confirmed, _outgoing.Length, pipe.Incoming.Received);
            return MemberEnd.Incomplete;
        }

        var reason = await connection.ReasonAsync(ReasonTimeout) ?? "the channel ended without being closed";
        around.Logger.PipeLost(
            around.Members.WereSeveral ? $"connection to {name}" : "connection",
            reason, _outgoing.Confirmed, _outgoing.Length, pipe.Incoming.Received);
        return MemberEnd.Lost;
    }

    /// <summary>
    /// Whether the other end has written all that came of our stdin, although that has not ended: we wait for a message, and
    /// hold it open ourselves.
    /// </summary>
    private bool HasTakenAll => around.Options.Awaits && _outgoing.State == OutgoingState.Broken && _outgoing.Confirmed == around.Input.Tape.End;

    /// <summary>Whether the other end has left before anything began, and we had nothing to say either.</summary>
    private async ValueTask<bool> WasNothingAsync() =>
        pipe.Framing is null && _outgoing.Length == 0 && !await around.Input.SpeaksAsync(CancellationToken.None);

    /// <summary>Whether the other end takes nothing, although there is something to take.</summary>
    private async ValueTask<bool> IsRefusedAsync() => _outgoing.State == OutgoingState.Refused
        && (around.Options.SendOnly || await around.Input.SpeaksAsync(CancellationToken.None));
}
