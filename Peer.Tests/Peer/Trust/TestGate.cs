using Microsoft.Extensions.Logging.Abstractions;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Tests.Peer.Signalling;
using RtcPeer.Peer.Trust;

namespace RtcPeer.Peer.Tests.Peer.Trust;

/// <summary>A gatekeeper of one peer, which notes what it decides and says.</summary>
internal sealed class TestGate : IGate
{
    private int _connections;

    public TestGate(string uuid, TrustSettings settings)
    {
        Uuid = uuid;
        Settings = settings;
        Gatekeeper = new Gatekeeper(uuid, settings, Sent.Enqueue, this, NullLogger.Instance);
    }

    public string Uuid { get; }

    public TrustSettings Settings { get; }

    public Gatekeeper Gatekeeper { get; }

    /// <summary>What it has said, as long as nobody has taken it.</summary>
    public Queue<SignallingMessage> Sent { get; } = [];

    /// <summary>Those over whose connection the conversation may begin.</summary>
    public List<INegotiatedConnection> LetIn { get; } = [];

    /// <summary>Whether the latest of them has shown that it has the channel.</summary>
    public Task? Announced { get; private set; }

    /// <summary>Why others were turned away.</summary>
    public List<TrustFailure> TurnedAway { get; } = [];

    /// <summary>Those that were let in, and will not go on.</summary>
    public List<INegotiatedConnection> Dismissed { get; } = [];

    /// <summary>What is to be done when a person has answered.</summary>
    public TaskCompletionSource<Action> Posted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The other end says hello, and tells what it demands.</summary>
    public void Meet(string uuid, TrustDemand? demand) =>
        Gatekeeper.TryReceive(new SignallingMessage.Hello(uuid, null, null) { Demand = demand });

    /// <summary>The channel of a connection opens.</summary>
    public INegotiatedConnection Open(TrustContext context, double seconds = 0)
    {
        var connection = new FakeConnection($"{Uuid}{_connections++}", context.IsCaller ? PeerRole.Caller : PeerRole.Callee);
        Gatekeeper.Opened(connection, context, TimeSpan.FromSeconds(seconds));
        return connection;
    }

    /// <summary>The next step that it says.</summary>
    public TrustStep NextStep() => ((SignallingMessage.Trust)Sent.Dequeue()).Step;

    public void Hear(string from, TrustStep step) => Gatekeeper.TryReceive(new SignallingMessage.Trust(from, Uuid, step));

    public void Tick(double seconds) => Gatekeeper.Tick(TimeSpan.FromSeconds(seconds));

    void IGate.LetIn(INegotiatedConnection connection, Task? announced)
    {
        LetIn.Add(connection);
        Announced = announced;
    }

    void IGate.TurnAway(INegotiatedConnection connection, TrustFailure failure) => TurnedAway.Add(failure);

    void IGate.Dismiss(INegotiatedConnection connection) => Dismissed.Add(connection);

    ValueTask IGate.PostAsync(Action work)
    {
        Posted.TrySetResult(work);
        return ValueTask.CompletedTask;
    }
}
