using System.Security.Cryptography;

namespace RtcPeer.Peer.Trust;

/// <summary>
/// One end of finding out who is at the other end of a connection, over signalling that others may listen to and change:
/// the caller's first step, the callee's answer, the caller's second step. A step that is said again gets the same answer.
/// An exchange that has begun is not begun anew: there is one guess to a connection.
/// </summary>
/// <param name="context">What is to be the same at both ends.</param>
/// <param name="send">Sends a step to the other end.</param>
internal abstract class TrustExchange(TrustContext context, Action<TrustStep> send)
{
    private const int IdBytes = 8;

    private TrustStep? _first;
    private TrustStep? _latest;

    /// <summary>What has come of it.</summary>
    public TrustOutcome Outcome { get; private set; }

    protected TrustContext Context => context;

    /// <summary>The caller says its first step; a callee waits for it.</summary>
    public void Begin()
    {
        if (context.IsCaller)
        {
            Say(FirstStep(new TrustStep(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)))));
        }
    }

    /// <summary>Says the latest step again, which may have been lost.</summary>
    public void Repeat()
    {
        if (_latest is not null)
        {
            send(_latest);
        }
    }

    /// <summary>This end will not talk, for a reason of its own.</summary>
    public void Refuse()
    {
        if (_latest is not null)
        {
            Say(new TrustStep(_latest.Id) { IsRefusal = true });
        }
    }

    /// <summary>Takes a step; false where it is none of this exchange.</summary>
    public bool TryReceive(TrustStep step)
    {
        if (_latest is null ? context.IsCaller || !IsFirst(step) : step.Id != _latest.Id)
        {
            return false;
        }

        if (step.IsRefusal)
        {
            Outcome = TrustOutcome.RefusedByOther;
        }
        else if (context.IsCaller ? Outcome == TrustOutcome.Agreed : _first is not null && IsFirst(step))
        {
            Repeat();
        }
        else if (Outcome == TrustOutcome.Open && _first is null)
        {
            Answer(step);
        }
        else if (Outcome == TrustOutcome.Open)
        {
            Outcome = TakeLast(step) ? TrustOutcome.Agreed : TrustOutcome.Failed;
            SayIfFailed(step.Id);
        }

        return true;
    }

    /// <summary>The caller's first step.</summary>
    protected abstract TrustStep FirstStep(TrustStep empty);

    /// <summary>Whether a step is a caller's first one.</summary>
    protected abstract bool IsFirst(TrustStep step);

    /// <summary>Answers the other end's first step to us: the callee's answer, or the caller's second step. Null where it proves wrong.</summary>
    protected abstract TrustStep? AnswerTo(TrustStep step);

    /// <summary>The callee takes the caller's second step; false where it proves wrong.</summary>
    protected abstract bool TakeLast(TrustStep step);

    private void Answer(TrustStep step)
    {
        _first = step;
        if (AnswerTo(step) is { } answer)
        {
            Outcome = context.IsCaller ? TrustOutcome.Agreed : TrustOutcome.Open;
            Say(answer);
        }
        else
        {
            Outcome = TrustOutcome.Failed;
            SayIfFailed(step.Id);
        }
    }

    private void SayIfFailed(string id)
    {
        if (Outcome == TrustOutcome.Failed)
        {
            Say(new TrustStep(id) { IsRefusal = true });
        }
    }

    private void Say(TrustStep step)
    {
        _latest = step;
        send(step);
    }
}
