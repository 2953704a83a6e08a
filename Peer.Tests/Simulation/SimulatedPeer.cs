using System.Buffers.Binary;
using System.Security.Cryptography;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Channels;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Dtls;
using RtcPeer.WebRtc.Ice;
using RtcPeer.WebRtc.Session;

namespace RtcPeer.Peer.Tests.Simulation;

/// <summary>
/// A whole <see cref="PeerSession"/> with an application on top: it sends a list of messages as fast as the session
/// accepts them, and notes what it receives by number and hash.
/// </summary>
internal sealed class SimulatedPeer : ISimulatedEndpoint
{
    private readonly Dictionary<DataChannel, List<string>> _received = [];
    private readonly Queue<(DataChannel Channel, bool IsText, byte[] Payload)> _toSend = new();
    private bool _isFull;

    public SimulatedPeer(int seed, TransportAddress address, DtlsCertificate certificate, bool relayOnly = false)
    {
        Address = address;
        Session = new PeerSession(new PeerSessionOptions { Certificate = certificate, IsRelayOnly = relayOnly }, new SeededEntropy(seed));
    }

    public PeerSession Session { get; }

    /// <summary>Its only address; datagrams to and from any other are lost.</summary>
    public TransportAddress Address { get; set; }

    public List<SessionState> States { get; } = [];

    /// <summary>How often the session has asked for an offer.</summary>
    public int NegotiationsNeeded { get; private set; }

    public SessionFailure? Failure { get; private set; }

    /// <summary>Our candidates, as they would be signalled.</summary>
    public List<SessionEvent.LocalCandidate> Candidates { get; } = [];

    public List<ServerEvent> ServerEvents { get; } = [];

    public bool IsServerReady => ServerEvents.OfType<ServerEvent.Ready>().Any();

    public List<DataChannel> Opened { get; } = [];

    public Dictionary<DataChannel, bool> Closed { get; } = [];

    public bool HasSentAll => _toSend.Count == 0;

    /// <summary>Bytes handed to the application and not yet read by it, which never exceed the window.</summary>
    public bool Reads { get; set; } = true;

    public Instant NextDeadline => Session.NextDeadline;

    /// <summary>What arrived on a channel, in order, as <see cref="Describe"/> writes it.</summary>
    public IReadOnlyList<string> ReceivedOn(DataChannel channel) => _received.GetValueOrDefault(channel) ?? [];

    public static string Describe(bool isText, ReadOnlySpan<byte> payload) =>
        $"{(isText ? "text" : "binary")} {payload.Length} {BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(payload)):x16}";

    public void Send(DataChannel channel, bool isText, byte[] payload) => _toSend.Enqueue((channel, isText, payload));

    /// <summary>Where it takes connections over TCP, and from where it opens them.</summary>
    public (TransportAddress Passive, TransportAddress Active) TcpAddresses =>
        (Address.WithPort((ushort)(Address.Port + 1)), Address.WithPort(Candidate.ActivePort));

    public bool Owns(TransportAddress address) =>
        address == Address || address == TcpAddresses.Passive || address == TcpAddresses.Active;

    public void Receive(Span<byte> datagram, in TransportPath path, Instant now) => Session.Receive(datagram, path, now);

    public void Tick(Instant now) => Session.Tick(now);

    public bool TryWrite(Span<byte> destination, Instant now, out int length, out TransportPath path)
    {
        while (Session.TryWrite(destination, now, out length, out path))
        {
            if (Owns(path.Local)) return true;
        }
        return false;
    }

    public void RunApplication(Instant now)
    {
        while (Session.TryNextEvent(out var sessionEvent)) Note(sessionEvent);
        while (Session.TryNextChannelEvent(out var channelEvent)) Note(channelEvent);
        while (!_isFull && _toSend.TryPeek(out var next))
        {
            var result = Session.Send(next.Channel, next.IsText, next.Payload, now);
            if (result == WebRtc.Sctp.SendResult.Full)
            {
                _isFull = true;
                return;
            }
            if (result != WebRtc.Sctp.SendResult.Accepted) throw new InvalidOperationException($"the message was refused: {result}");
            _toSend.Dequeue();
        }
    }

    private void Note(SessionEvent sessionEvent)
    {
        switch (sessionEvent)
        {
            case SessionEvent.ServerChanged { Server: var server }:
                ServerEvents.Add(server);
                break;
            case SessionEvent.StateChanged changed:
                States.Add(changed.State);
                Failure ??= changed.Failure;
                break;
            case SessionEvent.LocalCandidate candidate:
                Candidates.Add(candidate);
                break;
            case SessionEvent.NegotiationNeeded:
                NegotiationsNeeded++;
                break;
            case SessionEvent.SendBufferAvailable:
                _isFull = false;
                break;
        }
    }

    private void Note(in DataChannelEvent channelEvent)
    {
        var channel = channelEvent.Channel;
        switch (channelEvent.Kind)
        {
            case DataChannelEventKind.Opened:
                Opened.Add(channel);
                if (!_received.ContainsKey(channel)) _received[channel] = [];
                break;
            case DataChannelEventKind.Message:
                _received[channel].Add(Describe(channelEvent.IsText, channelEvent.Payload));
                if (Reads) Session.Consume(channelEvent.WindowBytes);
                break;
            case DataChannelEventKind.Closed:
                if (!Closed.TryAdd(channel, channelEvent.IsClean)) throw new InvalidOperationException("closed twice");
                break;
        }
    }
}
