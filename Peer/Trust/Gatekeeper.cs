using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Trust;

/// <summary>
/// Finds out who is at the other end of each connection whose channel has opened, and lets the conversation begin or not.
/// It knows no clock and no socket; the time since some origin is handed in.
/// </summary>
/// <param name="uuid">Our name in the room.</param>
/// <param name="settings">What has to be known.</param>
/// <param name="send">Sends to the room.</param>
/// <param name="gate">What it decides on.</param>
/// <param name="logger">Where it logs.</param>
internal sealed class Gatekeeper(
    string uuid, TrustSettings settings, Action<SignallingMessage> send, IGate gate, ILogger logger) : IAsyncDisposable
{
    /// <summary>How many wrong guesses a run of the program takes. Codes have 30 bits, what people think of has fewer.</summary>
    public const int MaxGuesses = 3;

    /// <summary>Bounds what a room full of strangers can make us remember.</summary>
    private const int MaxKnown = 256;

    private const int MaxEarly = 16;

    private readonly Dictionary<string, TrustDemand> _demands = [];
    private readonly Dictionary<string, TrustStep> _early = [];
    private readonly Dictionary<INegotiatedConnection, Visitor> _visitors = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _asking = Task.CompletedTask;

    /// <summary>How many have not known the secret.</summary>
    public int Guesses { get; private set; }

    /// <summary>Nobody else is let in.</summary>
    public bool IsClosed => Guesses >= MaxGuesses;

    /// <summary>When <see cref="Tick"/> has something to do; null for never.</summary>
    public TimeSpan? NextDeadline => _visitors.Values.Min(visitor => visitor.NextDeadline);

    /// <summary>Whether it is not known yet who is at the other end of some connection.</summary>
    public bool IsBusy => _visitors.Values.Any(visitor => !visitor.IsLetIn);

    /// <summary>Whether a person is asked, who has all the time in the world.</summary>
    public bool IsAsking => _visitors.Values.Any(visitor => visitor is { IsLetIn: false, IsSettled: true });

    /// <summary>Does beforehand what takes time.</summary>
    public void Prepare() => _ = settings.Secret?.Stretched;

    /// <summary>Why there can be no conversation with a peer, whatever it says; null where there may be one.</summary>
    public TrustFailure? ObjectionTo(string remote) => (settings.Demand, DemandOf(remote)) switch
    {
        (TrustDemand.Secret, not TrustDemand.Secret) => TrustFailure.NoSecretThere,
        (not TrustDemand.Secret, TrustDemand.Secret) => TrustFailure.NoSecretHere,
        (TrustDemand.Compare, null) => TrustFailure.CannotCompare,
        (TrustDemand.Secret, _) when IsClosed => TrustFailure.TooManyGuesses,
        _ => null,
    };

    /// <summary>The channel of a connection has opened.</summary>
    public void Opened(INegotiatedConnection connection, TrustContext context, TimeSpan now)
    {
        var remote = context.IsCaller ? context.Callee : context.Caller;
        if (ObjectionTo(remote) is { } objection)
        {
            gate.TurnAway(connection, objection);
        }
        else if (settings.Demand == TrustDemand.None && DemandOf(remote) != TrustDemand.Compare)
        {
            gate.LetIn(connection, announced: null);
        }
        else
        {
            Welcome(connection, remote, context, now);
        }
    }

    /// <summary>A connection has ended. Whether it did so before it was known who is at its other end.</summary>
    public bool Ended(INegotiatedConnection connection)
    {
        if (!_visitors.TryGetValue(connection, out var visitor) || visitor.IsLetIn)
        {
            // It may still be said why.
            return false;
        }

        _visitors.Remove(connection);
        Count(TrustFailure.LeftBefore);
        return true;
    }

    /// <summary>The conversation with somebody who was let in is over.</summary>
    public void Forget(string remote)
    {
        foreach (var visitor in _visitors.Values.Where(visitor => visitor.Remote == remote && visitor.IsLetIn).ToList())
        {
            _visitors.Remove(visitor.Connection);
        }
    }

    /// <summary>Takes a message where it belongs here; notes of any other what its sender demands.</summary>
    public bool TryReceive(SignallingMessage message)
    {
        if (message.Uuid == uuid)
        {
            return false;
        }

        if (message.Demand is { } demand && (_demands.Count < MaxKnown || _demands.ContainsKey(message.Uuid)))
        {
            _demands[message.Uuid] = demand;
        }

        if (message is not SignallingMessage.Trust { Step: var step })
        {
            return false;
        }

        if (message.To == uuid)
        {
            Receive(message.Uuid, step);
        }

        return true;
    }

    /// <summary>The relay was joined, perhaps again: what was said meanwhile is lost.</summary>
    public void Joined()
    {
        foreach (var visitor in _visitors.Values)
        {
            visitor.Exchange.Repeat();
        }
    }

    public void Tick(TimeSpan now)
    {
        foreach (var visitor in _visitors.Values.ToList())
        {
            if (!visitor.Tick(now))
            {
                visitor.IsSettled = true;
                visitor.Exchange.Refuse();
                TurnAway(visitor, settings.Secret is null ? TrustFailure.NoNumber : TrustFailure.NoProof);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _stop.Dispose();
    }

    private TrustDemand? DemandOf(string remote) => _demands.TryGetValue(remote, out var demand) ? demand : null;

    private void Welcome(INegotiatedConnection connection, string remote, TrustContext context, TimeSpan now)
    {
        void Say(TrustStep step) => send(new SignallingMessage.Trust(uuid, remote, step));
        TrustExchange exchange = settings.Secret is { } secret
            ? new SecretExchange(context, secret, Say)
            : new CompareExchange(context, Say);
        var visitor = new Visitor(connection, remote, exchange, now);
        _visitors.Add(connection, visitor);
        if (settings.Demand == TrustDemand.None)
        {
            LetIn(visitor);
        }

        exchange.Begin();
        if (_early.Remove(remote, out var step))
        {
            Receive(remote, step);
        }
    }

    /// <summary>The caller may hear that the channel is open, and say its first step, before we hear so.</summary>
    private void Receive(string remote, TrustStep step)
    {
        if (_visitors.Values.FirstOrDefault(visitor => visitor.Remote == remote && visitor.TryReceive(step)) is { } visitor)
        {
            Settle(visitor);
        }
        else if (step.IsFirst && (_early.Count < MaxEarly || _early.ContainsKey(remote)))
        {
            _early[remote] = step;
        }
        else
        {
            logger.StepIgnored(remote);
        }
    }

    private void Settle(Visitor visitor)
    {
        var isNew = !visitor.IsSettled;
        switch (visitor.Exchange)
        {
            case { Outcome: TrustOutcome.Open }:
                return;
            case SecretExchange { Outcome: TrustOutcome.Agreed } when isNew:
                logger.Proven(visitor.Remote);
                LetIn(visitor);
                break;
            case CompareExchange { Outcome: TrustOutcome.Agreed, Number: var number } when isNew:
                Compare(visitor, number);
                break;
            case { Outcome: TrustOutcome.Failed or TrustOutcome.RefusedByOther }:
                TurnAway(visitor, settings.Secret is null ? TrustFailure.RefusedThere : TrustFailure.OtherSecret);
                break;
        }

        visitor.IsSettled = true;
    }

    private void Compare(Visitor visitor, string number)
    {
        if (settings.Verifier is not { } verifier)
        {
            logger.NumberToCompare(visitor.Remote, number);
            return;
        }

        // One question at a time.
        _asking = AskAsync(_asking, verifier, visitor, number);
    }

    private async Task AskAsync(Task before, IVerifier verifier, Visitor visitor, string number)
    {
        await before;
        try
        {
            var isSame = await verifier.IsSameAsync(number, visitor.Remote, _stop.Token);
            await gate.PostAsync(() => Decide(visitor, isSame));
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
        }
    }

    private void Decide(Visitor visitor, bool isSame)
    {
        if (!_visitors.ContainsKey(visitor.Connection))
        {
            return;
        }

        if (isSame)
        {
            logger.Compared(visitor.Remote);
            LetIn(visitor);
            return;
        }

        visitor.Exchange.Refuse();
        TurnAway(visitor, TrustFailure.NumbersDiffer);
    }

    private void LetIn(Visitor visitor)
    {
        visitor.IsLetIn = true;
        gate.LetIn(visitor.Connection, visitor.Announced);
    }

    private void TurnAway(Visitor visitor, TrustFailure failure)
    {
        _visitors.Remove(visitor.Connection);
        if (visitor.IsLetIn)
        {
            logger.NotAccepted(visitor.Remote, failure.Reason);
            if (visitor.Exchange.Outcome == TrustOutcome.RefusedByOther)
            {
                gate.Dismiss(visitor.Connection);
            }

            return;
        }

        Count(failure);
        gate.TurnAway(visitor.Connection, failure);
    }

    private void Count(TrustFailure failure)
    {
        if (failure.IsGuess && settings.Secret is not null)
        {
            Guesses++;
        }
    }
}
