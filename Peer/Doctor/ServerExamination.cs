using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RtcPeer.Peer.Connecting;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Doctor;

/// <summary>Looks at one server, step by step: its name, whether it answers, and what it gives.</summary>
internal sealed class ServerExamination(RtcIceServer server, RtcIceServerUrl url, IceSettings settings)
{
    private static readonly TimeSpan StunPatience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(6);

    private readonly List<IPEndPoint> _stunAddresses = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan? _roundTrip;

    private RtcConfiguration Configuration => settings.ApplyTo(new RtcConfiguration());

    private Stage Stage => url.IsTurn ? Stage.Turn : Stage.Stun;

    private string Transport => (url.IsStream, url.IsSecure) switch
    {
        (false, _) => "UDP",
        (true, false) => "TCP",
        (true, true) => "TLS",
    };

    public async Task<(StageResult Result, IReadOnlyList<IPEndPoint> StunAddresses)> RunAsync(CancellationToken cancellationToken)
    {
        var (outcome, cause, detail) = await ExamineAsync(cancellationToken);
        var result = new StageResult(Stage, outcome, detail)
        {
            Target = server.Urls[0],
            Cause = cause,
            Took = Stopwatch.GetElapsedTime(_began),
            RoundTrip = _roundTrip,
        };
        return (result, _stunAddresses);
    }

    private async Task<(Outcome Outcome, Cause Cause, string Detail)> ExamineAsync(CancellationToken cancellationToken)
    {
        if (!url.IsTurn && url.IsStream)
        {
            return (Outcome.Warning, Cause.OfNoUse, "not used: only STUN over UDP (stun:) tells an address that helps");
        }

        var addresses = await Resolver.ResolveAsync(url.Host, cancellationToken);
        if (!settings.AllowsIPv6)
        {
            addresses = [.. addresses.Where(static address => address.AddressFamily != AddressFamily.InterNetworkV6)];
        }

        if (addresses.Count == 0)
        {
            return (Outcome.Failed, Cause.UnknownHost, $"the name {url.Host} cannot be resolved");
        }

        if (!url.IsStream)
        {
            var seen = await AskAllAsync(addresses, cancellationToken);
            if (!url.IsTurn)
            {
                return seen is null
                    ? (Outcome.Failed, Cause.NoAnswer, $"{Shown(addresses)} does not answer over UDP within {StunPatience.TotalSeconds} s")
                    : (Outcome.Ok, Cause.None, $"answers over UDP, sees us as {seen.Mapped}");
            }
        }
        else
        {
            var reach = await TcpReach.ConnectAsync(url.Host, url.Port, cancellationToken);
            if (reach.Socket is null)
            {
                return (Outcome.Failed, reach.Cause, reach.Detail);
            }

            reach.Socket.Dispose();
            _roundTrip = reach.RoundTrip;
        }

        return await AllocateAsync(cancellationToken);
    }

    /// <summary>The answer of the first address that gives one. TURN servers answer such questions as well.</summary>
    private async Task<RtcStunAnswer?> AskAllAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(addresses.Select(address => AskAsync(new IPEndPoint(address, url.Port), cancellationToken)));
        _stunAddresses.AddRange(answers.OfType<RtcStunAnswer>().Select(answer => answer.From));
        var first = answers.FirstOrDefault(answer => answer is not null);
        _roundTrip = first?.RoundTrip;
        return first;
    }

    private async Task<RtcStunAnswer?> AskAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        try
        {
            using var probe = new RtcStunProbe(address.AddressFamily, Configuration);
            if (await probe.AskAsync(address, RtcStunChange.None, StunPatience, cancellationToken) is not { } answer)
            {
                return null;
            }

            // The first time may have taken longer than the way there: names of neighbours were asked for, code was compiled.
            var again = await probe.AskAsync(address, RtcStunChange.None, StunPatience, cancellationToken);
            return again?.RoundTrip < answer.RoundTrip ? again : answer;
        }
        catch (SocketException)
        {
            // We have no addresses of that family.
            return null;
        }
    }

    /// <summary>Has a connection gather from this server alone.</summary>
    private async Task<(Outcome Outcome, Cause Cause, string Detail)> AllocateAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TurnPatience);
        await using var connection = new RtcPeerConnection(Configuration with
        {
            IceServers = [server],
            IceTransportPolicy = RtcIceTransportPolicy.Relay,
        });
        connection.CreateDataChannel("doctor");
        connection.SetLocalDescription(connection.CreateOffer());
        try
        {
            await foreach (var happened in connection.Events.ReadAllAsync(limit.Token))
            {
                switch (happened)
                {
                    case RtcPeerConnectionEvent.IceCandidate { Candidate.Candidate: { Length: > 0 } line }:
                        return (Outcome.Ok, Cause.None, $"allocated {CandidateLine.Address(line)} over {Transport}");
                    case RtcPeerConnectionEvent.IceCandidateError error:
                        return (Outcome.Failed, CauseOf(error), Told(error));
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Said below.
        }

        return (Outcome.Failed, Cause.NoAnswer, $"does not answer over {Transport} within {TurnPatience.TotalSeconds} s");
    }

    private Cause CauseOf(RtcPeerConnectionEvent.IceCandidateError error) => error.ErrorCode switch
    {
        401 or 403 or 441 => Cause.Credentials,
        RtcPeerConnectionEvent.IceCandidateError.NoContact when url.IsSecure
            && error.ErrorText.Contains("certificate", StringComparison.Ordinal) => Cause.Untrusted,
        RtcPeerConnectionEvent.IceCandidateError.NoContact when url.IsStream => Cause.NotTheService,
        RtcPeerConnectionEvent.IceCandidateError.NoContact => Cause.NoAnswer,
        _ => Cause.Denied,
    };

    private static string Told(RtcPeerConnectionEvent.IceCandidateError error) =>
        error.ErrorCode == RtcPeerConnectionEvent.IceCandidateError.NoContact ? error.ErrorText : $"{error.ErrorText} ({error.ErrorCode})";

    private static string Shown(IReadOnlyList<IPAddress> addresses) => string.Join(" and ", addresses);
}
