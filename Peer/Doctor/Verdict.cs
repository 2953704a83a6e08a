using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.Doctor;

/// <summary>What all the results together mean.</summary>
/// <param name="FirstFailure">The first stage that failed; null where none did.</param>
/// <param name="Hint">What to do about it, or else about the first warning; null where there is nothing to do.</param>
/// <param name="Code">How the program ends.</param>
internal sealed record Verdict(StageResult? FirstFailure, string? Hint, ExitCode Code)
{
    public static Verdict Of(IReadOnlyList<StageResult> results)
    {
        var first = results.FirstOrDefault(static result => result.Outcome == Outcome.Failed);
        var worth = first ?? results.FirstOrDefault(static result => result.Outcome == Outcome.Warning);
        return new Verdict(first, worth is null ? null : Hints.For(worth, results), first?.Stage.Code() ?? ExitCode.Done);
    }
}
