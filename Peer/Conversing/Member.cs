using RtcPeer.Peer.Connecting;
using RtcPeer.WebRtc.Io.Stats;

namespace RtcPeer.Peer.Conversing;

/// <summary>One peer of the conversation.</summary>
/// <param name="name">What it is called on stderr and before its lines.</param>
/// <param name="connection">What it is connected by.</param>
internal abstract class Member(string name, ChannelConnection connection) : IDisposable
{
    public string Name => name;

    /// <summary>What it is connected by, or was last.</summary>
    public ChannelConnection Connection { get; protected set; } = connection;

    /// <summary>How the connection stands, or stood when there was nothing left to say.</summary>
    public RtcStatsReport Stats
    {
        get => field ?? Connection.GetStats();
        protected set;
    }

    /// <summary>Talks to the end, and tells of it where it was not a good one.</summary>
    public abstract Task<MemberEnd> RunAsync();

    /// <summary>All of stdin was read.</summary>
    public abstract void InputEnded();

    /// <summary>stdout takes no more.</summary>
    public abstract void OutputFailed();

    /// <summary>The program ends before its time.</summary>
    public abstract void Leave(string reason);

    public abstract void Dispose();
}
