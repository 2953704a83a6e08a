namespace RtcPeer.Peer.Trust;

/// <summary>
/// Both ends prove that they know the same secret, have called each other the same, and have seen the same certificates:
/// SPAKE2 with these as identities and associated data.
/// </summary>
internal sealed class SecretExchange(TrustContext context, SharedSecret secret, Action<TrustStep> send) : TrustExchange(context, send)
{
    private const string Protocol = "rtcpeer-secret/1";

    private Spake2? _run;
    private Spake2Confirmations? _confirmations;

    protected override TrustStep FirstStep(TrustStep empty) => empty with { Share = Start().Share };

    protected override bool IsFirst(TrustStep step) => step is { Share: not null, Confirmation: null };

    protected override TrustStep? AnswerTo(TrustStep step)
    {
        var run = _run ?? Start();
        if (!run.TryFinish(step.Share, Context.Caller, Context.Callee, Context.Bind(Protocol), out _confirmations))
        {
            return null;
        }

        if (!Context.IsCaller)
        {
            return new TrustStep(step.Id) { Share = run.Share, Confirmation = _confirmations.Own };
        }

        return _confirmations.IsExpected(step.Confirmation) ? new TrustStep(step.Id) { Confirmation = _confirmations.Own } : null;
    }

    protected override bool TakeLast(TrustStep step) => _confirmations?.IsExpected(step.Confirmation) == true;

    private Spake2 Start() => _run = new Spake2(Context.IsCaller, secret.Stretched, Spake2.RandomScalar());
}
