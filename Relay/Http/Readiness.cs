namespace RtcPeer.Relay.Http;

/// <summary>What <c>/readyz</c> tells. A relay that has lost the others is still ready: it serves its own clients, and to
/// send these away from every relay at once, because all share one broker, would be worse.</summary>
/// <param name="IsReady">Whether new clients should come here: not while the relay stops.</param>
/// <param name="BackplaneIsUp">Whether the other relays are reached; null if there are none.</param>
internal readonly record struct Readiness(bool IsReady, bool? BackplaneIsUp)
{
    /// <summary>As in the answer.</summary>
    public override string ToString()
    {
        var backplane = BackplaneIsUp switch
        {
            true => "backplane: up\n",
            false => "backplane: down\n",
            null => "",
        };
        return (IsReady ? "ready\n" : "stopping\n") + backplane;
    }
}
