using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Stun;

namespace RtcPeer.WebRtc.Ice;

/// <summary>Writes what is due: answers first, then connectivity checks, then consent checks.</summary>
internal sealed class CheckSender(
    IceOptions options,
    IEntropy entropy,
    IceGeneration generation,
    RoleArbiter roles,
    PendingResponses responses,
    ConsentMonitor consent)
{
    /// <summary>The wait for an answer, as a multiple of the measured round trip.</summary>
    private const int RtoFactor = 3;

    private CheckList CheckList => generation.CheckList;

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        if (responses.TryTake(out var response))
        {
            path = response.Path;
            length = CheckMessages.WriteResponse(destination, response, generation.Secrets);
        }
        else if (generation.Secrets.HasRemote && CheckList.TryTakeDue(now, out var pair))
        {
            path = pair.Path;
            if (pair.State != CandidatePairState.InProgress) BeginCheck(pair);
            pair.OnCheckSent(now);
            length = Write(destination, pair.Check, pair);
        }
        else if (consent.Pair is { } watched && consent.NextCheckAt <= now)
        {
            path = watched.Path;
            length = Write(destination, consent.BeginCheck(roles.Role, now), watched);
        }
        else
        {
            path = default;
            length = 0;
        }
        return length > 0;
    }

    /// <summary>When there is something to write; <paramref name="atOnce"/> stands for now.</summary>
    public Instant GetDeadline(Instant atOnce)
    {
        if (!responses.IsEmpty) return atOnce;
        var deadline = consent.NextCheckAt;
        return generation.Secrets.HasRemote ? Instant.Earlier(deadline, CheckList.GetDeadline(atOnce)) : deadline;
    }

    private void BeginCheck(CandidatePair pair)
    {
        var nominates = roles.Role == IceRole.Controlling && pair.IsToBeNominated;
        var check = new ConnectivityCheck(StunTransactionId.Create(entropy), roles.Role, nominates);
        if (pair.IsStream)
        {
            pair.BeginCheck(check, new StunRetransmission(options.StreamCheckTimeout, maxRequests: 1, finalFactor: 1));
            return;
        }
        var rto = GetRto(pair);
        // A shorter first wait takes more doublings to outlast the same interruption.
        var requests = options.MaxCheckRequests;
        var mostRequests = 2 * requests;
        for (var wait = rto; wait < options.InitialRto && requests < mostRequests; wait *= 2) requests++;
        pair.BeginCheck(check, new StunRetransmission(rto, requests, StunRetransmission.DefaultFinalFactor));
    }

    /// <summary>
    /// MAX (initial, Ta * (Num-Of-Waiting + Num-In-Progress)) (RFC 8445 section 14.3), or what was measured.
    /// </summary>
    private TimeSpan GetRto(CandidatePair pair)
    {
        if (pair.RoundTripTime * RtoFactor is { } measured) return Longer(measured, options.MinRto);
        return Longer(options.Pacing * CheckList.ActiveCount, options.InitialRto);
    }

    private int Write(Span<byte> destination, in ConnectivityCheck check, CandidatePair pair) =>
        CheckMessages.WriteRequest(destination, check, pair, generation.Secrets, roles.TieBreaker);

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
