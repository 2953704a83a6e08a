using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>
/// One of our candidates with one of the other end's (RFC 8445 section 6.1.2), and the check between them.
/// </summary>
internal sealed class CandidatePair(Candidate local, Candidate remote, TransportPath path, IceRole role)
{
    private StunRetransmission _retransmission;
    private RoundTripEstimate _roundTrip;

    /// <summary>Our candidate: the base's own, or a peer-reflexive one once a response has shown it.</summary>
    public Candidate Local { get; private set; } = local;

    public Candidate Remote { get; private set; } = remote;

    /// <summary>From our base to the other end's address: what tells pairs apart.</summary>
    public TransportPath Path { get; } = path;

    public ulong Priority { get; private set; } = PriorityOf(local, remote, role);

    public CandidatePairState State { get; private set; }

    /// <summary>The running check; meaningful while <see cref="State"/> is InProgress.</summary>
    public ConnectivityCheck Check { get; private set; }

    /// <summary>
    /// Whether a check of ours has been answered: it is in the valid list (RFC 8445 section 7.2.5.3.2).
    /// </summary>
    public bool IsValid { get; private set; }

    public bool IsNominated { get; set; }

    /// <summary>
    /// The next check is to carry USE-CANDIDATE (ours), or the other end's did so before the pair was valid.
    /// </summary>
    public bool IsToBeNominated { get; set; }

    /// <summary>An authenticated check has come in on this path.</summary>
    public bool HasReceivedCheck { get; private set; }

    /// <summary>When anything authenticated last came in on this path.</summary>
    public Instant LastHeardAt { get; private set; }

    /// <summary>When the other end last answered us on this path: consent to send counts from here.</summary>
    public Instant LastAnsweredAt { get; private set; }

    public TimeSpan? RoundTripTime => _roundTrip.Smoothed;

    /// <summary>When the running check is sent again or given up.</summary>
    public Instant Deadline => State == CandidatePairState.InProgress ? _retransmission.Deadline : Instant.Never;

    /// <summary>Whether no other kind of pair is better.</summary>
    public bool IsHostToHost => !IsStream && Local.Type == CandidateType.Host && Remote.Type == CandidateType.Host;

    /// <summary>Over a TCP connection, which repeats by itself what is lost.</summary>
    public bool IsStream => Path.Protocol == TransportProtocol.Tcp;

    /// <summary>Whether the pair may still become valid.</summary>
    public bool IsPending =>
        !IsValid && State is CandidatePairState.Frozen or CandidatePairState.Waiting or CandidatePairState.InProgress;

    /// <summary>
    /// Whether both are likely to share their fate. Not every implementation keeps foundations apart, so the address
    /// of the other end has to be the same too.
    /// </summary>
    public bool HasSameFoundation(CandidatePair other) =>
        Local.Foundation == other.Local.Foundation
        && Remote.Foundation == other.Remote.Foundation
        && Remote.Address.HasSameAddress(other.Remote.Address);

    public void Freeze() => State = CandidatePairState.Frozen;

    public void Wait() => State = CandidatePairState.Waiting;

    public void Fail()
    {
        State = CandidatePairState.Failed;
        IsValid = false;
        IsNominated = false;
        IsToBeNominated = false;
    }

    /// <summary>The connection is gone; if it has carried anything, another one is tried.</summary>
    public void LoseConnection()
    {
        var wasValid = IsValid;
        Fail();
        HasReceivedCheck = false;
        if (wasValid) Wait();
    }

    /// <summary>Gives up the running check, but not the pair.</summary>
    public void Retry()
    {
        State = IsValid ? CandidatePairState.Succeeded : CandidatePairState.Waiting;
        IsToBeNominated &= !IsValid;
    }

    public void BeginCheck(ConnectivityCheck check, StunRetransmission retransmission)
    {
        State = CandidatePairState.InProgress;
        Check = check;
        _retransmission = retransmission;
    }

    public void OnCheckSent(Instant now) => _retransmission.OnSent(now);

    public bool IsCheckDue(Instant now) => State == CandidatePairState.InProgress && _retransmission.IsDue(now);

    public bool IsCheckTimedOut(Instant now) =>
        State == CandidatePairState.InProgress && _retransmission.IsTimedOut(now);

    /// <summary>
    /// Sends the running check again soon: the other end has just shown that it can hear us now. RFC 8445 section
    /// 7.3.1.4 has the check replaced by a new one; the same one again does the same, at most once per pace.
    /// </summary>
    public void HastenCheck(Instant now, TimeSpan pacing) =>
        _retransmission.SendBy(Instant.Later(now, _retransmission.LastSentAt + pacing));

    public void OnCheckReceived(Instant now)
    {
        HasReceivedCheck = true;
        LastHeardAt = now;
    }

    /// <summary>Takes the answer to the running check.</summary>
    public void OnCheckAnswered(Instant now)
    {
        if (_retransmission.MeasuresRoundTrip) _roundTrip.Update(now - _retransmission.LastSentAt);
        State = CandidatePairState.Succeeded;
        IsValid = true;
        OnAnswered(now);
    }

    /// <summary>Takes the answer to a consent check, which is never sent twice.</summary>
    public void OnConsentAnswered(Instant now, TimeSpan roundTrip)
    {
        _roundTrip.Update(roundTrip);
        OnAnswered(now);
    }

    /// <summary>The candidate of a pair turned out to be another than what we took it for.</summary>
    public void Rename(Candidate local, Candidate remote, IceRole role)
    {
        Local = local;
        Remote = remote;
        Rank(role);
    }

    /// <summary>The priority depends on who controls.</summary>
    public void Rank(IceRole role) => Priority = PriorityOf(Local, Remote, role);

    public override string ToString() => $"{Path} {State}";

    private void OnAnswered(Instant now)
    {
        LastHeardAt = now;
        LastAnsweredAt = now;
    }

    private static ulong PriorityOf(Candidate local, Candidate remote, IceRole role) => role == IceRole.Controlling
        ? CandidatePriority.ComputePair(local.Priority, remote.Priority)
        : CandidatePriority.ComputePair(remote.Priority, local.Priority);
}
