using RtcPeer.WebRtc.Core;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// Runs endpoints over a network in virtual time, from one event to the next. What falls on the same instant has a
/// fixed order: arrivals in the order of their sending, then the endpoints in the order in which they were given.
/// </summary>
internal sealed class SimulationLoop(VirtualNetwork network, params ISimulatedEndpoint[] endpoints)
{
    private readonly byte[] _buffer = new byte[65_536];
    private readonly bool[] _touched = new bool[endpoints.Length];
    private int _stepsInThisInstant;

    public VirtualNetwork Network => network;

    public Instant Now => network.Now;

    /// <summary>How many instants (and rounds within them) have been worked off.</summary>
    public long Steps { get; private set; }

    /// <summary>More steps than this are taken for a livelock.</summary>
    public long StepLimit { get; init; } = 2_000_000;

    /// <summary>More steps than this within one instant are taken for a livelock.</summary>
    public int StepLimitOfAnInstant { get; init; } = 10_000;

    /// <summary>More packets than this from one endpoint in one step are taken for a livelock.</summary>
    public int PacketLimitOfAStep { get; init; } = 100_000;

    /// <summary>Steps until the predicate holds.</summary>
    /// <exception cref="SimulationException">The limit of virtual time passes first, or something goes wrong.</exception>
    public void RunUntil(Func<bool> predicate, TimeSpan limit, string what = "the awaited state")
    {
        if (!TryRunUntil(predicate, limit)) throw Failure($"{what} was not reached within {limit} of virtual time");
    }

    /// <summary>Steps for a span of virtual time; nothing that is due within it is left.</summary>
    public void RunFor(TimeSpan span) => TryRunUntil(static () => false, span);

    private bool TryRunUntil(Func<bool> predicate, TimeSpan limit)
    {
        var end = Now + limit;
        // The test may have used the endpoints since the last step.
        _touched.AsSpan().Fill(true);
        while (true)
        {
            Step();
            if (predicate()) return true;
            var next = NextEvent();
            if (next > end)
            {
                network.AdvanceTo(end);
                return false;
            }
            if (next > Now) _stepsInThisInstant = 0;
            network.AdvanceTo(next);
        }
    }

    private Instant NextEvent()
    {
        var next = network.NextArrival;
        foreach (var endpoint in endpoints) next = Instant.Earlier(next, endpoint.NextDeadline);
        return Instant.Later(next, Now);
    }

    private void Step()
    {
        if (++Steps > StepLimit) throw Failure($"no end after {StepLimit} steps");
        if (++_stepsInThisInstant > StepLimitOfAnInstant) throw Failure($"{StepLimitOfAnInstant} steps in one instant");
        try
        {
            Deliver();
            for (var i = 0; i < endpoints.Length; i++)
            {
                if (_touched[i] || endpoints[i].NextDeadline <= Now) Work(endpoints[i], i);
                _touched[i] = false;
            }
        }
        catch (Exception exception) when (exception is not SimulationException)
        {
            throw Failure($"an exception: {exception.Message}", exception);
        }
    }

    private void Deliver()
    {
        while (network.TryReceive(out var datagram))
        {
            for (var i = 0; i < endpoints.Length; i++)
            {
                if (!endpoints[i].Owns(datagram.Path.Local)) continue;
                endpoints[i].Receive(datagram.Bytes, datagram.Path, Now);
                _touched[i] = true;
                break;
            }
        }
    }

    private void Work(ISimulatedEndpoint endpoint, int index)
    {
        endpoint.Tick(Now);
        var packets = 0;
        bool wrote;
        do
        {
            endpoint.RunApplication(Now);
            wrote = false;
            while (endpoint.TryWrite(_buffer, Now, out var length, out var path))
            {
                network.Send(path, _buffer.AsSpan(0, length));
                wrote = true;
                if (++packets > PacketLimitOfAStep) throw Failure($"endpoint {index} does not stop writing");
            }
        }
        while (wrote);
        if (endpoint.NextDeadline <= Now)
        {
            throw Failure($"endpoint {index} has a deadline of {endpoint.NextDeadline} after Tick and a full drain");
        }
    }

    /// <summary>An exception that tells the seed and the state of the simulation.</summary>
    public SimulationException Failure(string what, Exception? inner = null)
    {
        var deadlines = string.Join(", ", endpoints.Select(endpoint => endpoint.NextDeadline.ToString()));
        return new(
            $"Seed {network.Seed}: {what} (at {Now}, step {Steps}; deadlines {deadlines}; next arrival " +
            $"{network.NextArrival}; {network.Sent} sent, {network.Lost} lost, {network.Delivered} delivered)",
            inner);
    }
}
