namespace RtcPeer.Peer.Doctor;

/// <summary>Looks at one stage.</summary>
internal interface IStageCheck
{
    Stage Stage { get; }

    /// <summary>Looks, and adds to what is known. Where it is of no use after what was found, it is skipped.</summary>
    /// <returns>One result, or one for each server; at least one.</returns>
    Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken);
}
