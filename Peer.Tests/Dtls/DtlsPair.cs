using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;

namespace RtcPeer.Peer.Tests.Dtls;

/// <summary>One end of a <see cref="DtlsPair"/>, with everything that came out of it.</summary>
internal sealed class DtlsEnd(DtlsEndpoint endpoint)
{
    public DtlsEndpoint Endpoint { get; } = endpoint;

    public List<DtlsEvent> Events { get; } = [];

    public List<byte[]> Received { get; } = [];

    public DtlsEvent.Failed? Failure => Events.OfType<DtlsEvent.Failed>().SingleOrDefault();

    public bool IsConnected => Endpoint.State == DtlsState.Connected;

    public void Receive(ReadOnlySpan<byte> datagram, Instant now)
    {
        Span<byte> rest = datagram.ToArray();
        while (Endpoint.TryReadRecord(ref rest, now, out var data))
        {
            if (!data.IsEmpty) Received.Add(data.ToArray());
        }
        TakeEvents();
    }

    public void TakeEvents()
    {
        while (Endpoint.TryNextEvent(out var next)) Events.Add(next);
    }

    public byte[] Seal(ReadOnlySpan<byte> data)
    {
        var buffer = new byte[data.Length + Endpoint.Overhead];
        data.CopyTo(buffer.AsSpan(Endpoint.HeaderLength));
        return buffer[..Endpoint.Seal(buffer, data.Length)];
    }
}

/// <summary>
/// A client and a server with a path of 10 ms between them, in virtual time. What the path does to a datagram is up to
/// <see cref="Path"/>.
/// </summary>
internal sealed class DtlsPair : IDisposable
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    private readonly PriorityQueue<(DtlsEnd To, byte[] Datagram), (long, int)> _flying = new();
    private int _sent;

    public DtlsPair(
        Func<DtlsOptions, DtlsOptions>? client = null, Func<DtlsOptions, DtlsOptions>? server = null,
        DtlsCertificate? clientCertificate = null, DtlsCertificate? serverCertificate = null)
    {
        clientCertificate ??= Certificates.Alice;
        serverCertificate ??= Certificates.Bob;
        Client = Create(DtlsRole.Client, clientCertificate, serverCertificate, client);
        Server = Create(DtlsRole.Server, serverCertificate, clientCertificate, server);
    }

    /// <summary>
    /// The delays of the copies of a datagram that arrive, given its index and bytes; none is a loss.
    /// </summary>
    public Func<Sent, TimeSpan[]> Path { get; set; } = _ => [TimeSpan.Zero];

    public DtlsEnd Client { get; }

    public DtlsEnd Server { get; }

    public Instant Now { get; private set; } = new(0);

    /// <summary>Everything that was sent, lost or not.</summary>
    public List<Sent> Log { get; } = [];

    public bool AreConnected => Client.IsConnected && Server.IsConnected;

    public static DtlsEnd Create(
        DtlsRole role, DtlsCertificate ours, DtlsCertificate theirs, Func<DtlsOptions, DtlsOptions>? change = null)
    {
        var options = new DtlsOptions
        {
            Role = role,
            Certificate = ours,
            RemoteFingerprints = [theirs.Fingerprint],
            InitialTimeout = TimeSpan.FromMilliseconds(50),
        };
        return new(new DtlsEndpoint(change?.Invoke(options) ?? options, new SeededEntropy((int)role)));
    }

    public DtlsPair Start()
    {
        Server.Endpoint.Start(Now);
        Client.Endpoint.Start(Now);
        return this;
    }

    /// <summary>Starts both and lets them talk until nothing more is to come.</summary>
    public DtlsPair Connect()
    {
        Start();
        Run();
        return this;
    }

    /// <summary>
    /// Lets both talk until there is neither a datagram under way nor a deadline, or the time is over.
    /// </summary>
    public void Run(double seconds = 120)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        for (var steps = 0; steps < 100_000; steps++)
        {
            Pump(Client, Server);
            Pump(Server, Client);
            var next = Instant.Earlier(Client.Endpoint.NextDeadline, Server.Endpoint.NextDeadline);
            if (_flying.TryPeek(out _, out var arrival)) next = Instant.Earlier(next, new(arrival.Item1));
            if (next > end) return;
            Now = Instant.Later(Now, next);
            while (_flying.TryPeek(out var flying, out arrival) && arrival.Item1 <= Now.Ticks)
            {
                _flying.Dequeue();
                flying.To.Receive(flying.Datagram, Now);
            }
            Tick(Client);
            Tick(Server);
        }
        throw new InvalidOperationException("The two never come to rest.");
    }

    /// <summary>Puts a datagram on the path, as if the sender or a stranger had sent it.</summary>
    public void Send(DtlsEnd to, byte[] datagram)
    {
        var sent = new Sent(_sent++, ToServer: to == Server, datagram);
        Log.Add(sent);
        foreach (var delay in Path(sent))
        {
            _flying.Enqueue((to, datagram), ((Now + Latency + delay).Ticks, _flying.Count + _sent * 1000));
        }
    }

    public void Dispose()
    {
        Client.Endpoint.Dispose();
        Server.Endpoint.Dispose();
    }

    private void Tick(DtlsEnd end)
    {
        if (end.Endpoint.NextDeadline > Now) return;
        end.Endpoint.Tick(Now);
        end.TakeEvents();
    }

    private void Pump(DtlsEnd from, DtlsEnd to)
    {
        from.TakeEvents();
        Span<byte> buffer = stackalloc byte[2048];
        while (from.Endpoint.TryWrite(buffer, Now, out var length)) Send(to, buffer[..length].ToArray());
        if (from.Endpoint.NextDeadline <= Now) throw new InvalidOperationException("A deadline stays behind after its tick.");
    }
}

/// <summary>A datagram on the path.</summary>
internal sealed record Sent(int Index, bool ToServer, byte[] Datagram);
