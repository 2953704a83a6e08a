using System.Globalization;
using Microsoft.Extensions.Logging;
using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Doctor;

/// <summary>One run of <c>peer doctor</c>: stage after stage, and what it all means.</summary>
internal sealed class DoctorRun
{
    private readonly PeerOptions _options;
    private readonly IDoctorReport _report;
    private readonly IReadOnlyList<IStageCheck> _checks;

    public DoctorRun(PeerOptions options, IDoctorReport report, ILoggerFactory loggerFactory)
        : this(options, report,
        [
            new RelayTcpCheck(options),
            new RelayTlsCheck(options),
            new RelayJoinCheck(options, loggerFactory.CreateLogger<RelayJoinCheck>()),
            new ServerCheck(Stage.Stun, options),
            new ServerCheck(Stage.Turn, options),
            new NatCheck(options),
            new GatherCheck(options),
            new ConnectCheck(Stage.Connect, options),
            new ConnectCheck(Stage.ConnectRelayed, options),
        ])
    {
    }

    /// <summary>For other checks than those of the program.</summary>
    internal DoctorRun(PeerOptions options, IDoctorReport report, IReadOnlyList<IStageCheck> checks)
    {
        _options = options;
        _report = report;
        _checks = checks;
    }

    /// <returns>The exit code of the first stage that failed.</returns>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_options.Timeout is { } timeout)
        {
            limit.CancelAfter(timeout);
        }

        var findings = new Findings();
        findings.Servers.AddRange(_options.Ice.Servers);
        var results = new List<StageResult>();
        foreach (var check in _checks)
        {
            var brought = await RunAsync(check, findings, results, limit.Token, cancellationToken);
            results.AddRange(brought);
            _report.Add(brought);
        }

        var verdict = Verdict.Of(results);
        _report.End(results, verdict, findings.Nat);
        return verdict.Code;
    }

    /// <summary>The stage that the time ends in has failed; those behind it are skipped.</summary>
    private async Task<IReadOnlyList<StageResult>> RunAsync(
        IStageCheck check, Findings findings, List<StageResult> before, CancellationToken limit, CancellationToken interruption)
    {
        if (before.Exists(static result => result.Cause == Cause.OutOfTime))
        {
            return [StageResult.Skipped(check.Stage, "no time was left")];
        }

        try
        {
            limit.ThrowIfCancellationRequested();
            return await check.RunAsync(findings, limit);
        }
        catch (OperationCanceledException) when (!interruption.IsCancellationRequested)
        {
            var seconds = _options.Timeout?.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return [new StageResult(check.Stage, Outcome.Failed, $"not done when the {seconds} s of --timeout were over") { Cause = Cause.OutOfTime }];
        }
    }
}
