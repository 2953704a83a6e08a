using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, with T1 and all collisions of the two ends (RFC 9260 section 5).</summary>
internal sealed class Handshake
{
    private const int KeySize = 32;

    private readonly AssociationContext _context;
    private readonly ReplyPacket _reply;
    private readonly RoundTripEstimator _roundTrip;
    private readonly byte[] _key = new byte[KeySize];

    private byte[] _cookie = [];
    private bool _isDue;
    private int _attempts;
    private Instant _sentAt;

    public Handshake(AssociationContext context, ReplyPacket reply, RoundTripEstimator roundTrip)
    {
        _context = context;
        _reply = reply;
        _roundTrip = roundTrip;
        context.Entropy.Fill(_key);
    }

    /// <summary>T1-init or T1-cookie.</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>An INIT is to be written, alone in its packet.</summary>
    public bool IsInitDue => _isDue && _context.State == SctpState.CookieWait;

    /// <summary>A COOKIE ECHO is to be written, first in its packet.</summary>
    public bool IsCookieDue => _isDue && _context.State == SctpState.CookieEchoed;

    public void Connect()
    {
        _context.State = SctpState.CookieWait;
        Begin();
    }

    /// <summary>T1 has expired: true when a COOKIE ECHO, and what went with it, is to be repeated.</summary>
    public bool Tick(Instant now)
    {
        if (Deadline > now) return false;
        Deadline = Instant.Never;
        _context.CountTimeout();
        if (_context.HasEnded) return false;
        _isDue = true;
        if (_context.State == SctpState.CookieEchoed) return true;
        var before = _context.Offer.Current;
        _context.Offer.OnSilence(_attempts);
        if (((before ^ _context.Offer.Current) & ~PeerFeatures.Basic) != 0) _context.RenewTag();
        return false;
    }

    public void WriteInit(ref ByteWriter writer, Instant now)
    {
        var start = writer.BeginChunk(ChunkType.Init);
        OurInit(_context.LocalTag, _context.LocalInitialTsn).WriteFixed(ref writer);
        WriteOffer(ref writer, _context.Offer.Current);
        writer.EndChunk(start);
        OnSent(now);
    }

    public void WriteCookieEcho(ref ByteWriter writer, Instant now)
    {
        var start = writer.BeginChunk(ChunkType.CookieEcho);
        writer.WriteBytes(_cookie);
        writer.EndChunk(start);
        OnSent(now);
    }

    /// <summary>Answers an INIT without remembering it. False if it makes no sense.</summary>
    public bool OnInit(in InitChunk init, Instant now)
    {
        if (init.InitiateTag == 0 || !InitParameters.TryRead(init.Parameters, out var parameters)) return false;
        if (init.OutboundStreams == 0 || init.InboundStreams == 0)
        {
            _reply.SetAbort(new(init.InitiateTag, 0, CauseCode.InvalidMandatoryParameter, string.Empty));
            return true;
        }
        if (_context.State == SctpState.CookieWait && _context.Offer.TryRaise(parameters.Features)) BeginAnew();
        // RFC 9260 5.2.1 and 5.2.2: in a handshake the tag that we have is repeated, later a new one is given.
        var isKnown = _context.Peer is not null;
        var tag = _context.IsUp ? _context.NewTag() : _context.LocalTag;
        var cookie = new StateCookie(
            now, tag, isKnown ? _context.LocalTag : 0, _context.Peer?.Tag ?? 0, Negotiate(init, parameters));
        WriteInitAck(cookie, parameters);
        return true;
    }

    /// <summary>Takes the cookie of an INIT ACK. False if it makes no sense here.</summary>
    public bool OnInitAck(in InitChunk ack, Instant now)
    {
        if (_context.State != SctpState.CookieWait) return false;
        if (ack.InitiateTag == 0 || !InitParameters.TryRead(ack.Parameters, out var parameters)) return false;
        _context.Peer = Negotiate(ack, parameters);
        if (ack.OutboundStreams == 0 || ack.InboundStreams == 0)
            _context.AbortOnViolation(CauseCode.InvalidMandatoryParameter, "no streams");
        else if (parameters.Cookie.IsEmpty)
            _context.AbortOnViolation(CauseCode.MissingMandatoryParameter, "no cookie");
        else if (parameters.Cookie.Length > _context.MaxPacketSize - PacketHeader.Size - Chunk.HeaderSize)
            _context.AbortOnViolation(CauseCode.OutOfResource, "cookie too large");
        if (_context.HasEnded) return false;
        if (_attempts == 1) _roundTrip.OnSample(now - _sentAt);
        _cookie = parameters.Cookie.ToArray();
        _context.State = SctpState.CookieEchoed;
        Begin();
        return true;
    }

    /// <summary>Judges a cookie that came back (RFC 9260 sections 5.1.5 and 5.2.4).</summary>
    /// <param name="cookie">The chunk's value.</param>
    /// <param name="tag">The verification tag of its packet.</param>
    /// <param name="now">For the cookie's lifetime.</param>
    /// <param name="peer">What the other end had said in its INIT.</param>
    public CookieVerdict OnCookieEcho(ReadOnlySpan<byte> cookie, uint tag, Instant now, out PeerParameters? peer)
    {
        peer = null;
        if (!StateCookie.TryRead(cookie, _key, out var state) || state.LocalTag != tag) return CookieVerdict.Discard;
        peer = state.Peer;
        var isOurs = state.LocalTag == _context.LocalTag;
        var isTheirs = _context.Peer is { } known && known.Tag == peer.Tag;
        var age = now - state.Created;
        if (age > _context.Options.CookieLifetime && !(isOurs && isTheirs))
        {
            ReplyStale(peer.Tag, age - _context.Options.CookieLifetime);
            return CookieVerdict.Discard;
        }
        if (!_context.IsUp) return isOurs ? CookieVerdict.Establish : CookieVerdict.Discard;
        if (isOurs) return isTheirs ? CookieVerdict.Acknowledge : CookieVerdict.Discard;
        var isRestart = !isTheirs && _context.Peer is { } old &&
            state.LocalTieTag == _context.LocalTag && state.PeerTieTag == old.Tag;
        return isRestart ? CookieVerdict.Restart : CookieVerdict.Discard;
    }

    /// <summary>An ABORT while nothing is established: true when the INIT is tried again with less in it.</summary>
    public bool TryPlainly()
    {
        if (_context.State != SctpState.CookieWait || !_context.Offer.TryLower()) return false;
        BeginAnew();
        return true;
    }

    /// <summary>Our cookie had become too old: all begins again (RFC 9260 section 5.2.6).</summary>
    public void OnStaleCookie()
    {
        if (_context.State == SctpState.CookieEchoed) Connect();
    }

    public void Complete(Instant now)
    {
        if (_context.State == SctpState.CookieEchoed && _attempts == 1) _roundTrip.OnSample(now - _sentAt);
        _isDue = false;
        _cookie = [];
        Deadline = Instant.Never;
    }

    /// <summary>What we offer has changed.</summary>
    private void BeginAnew()
    {
        _context.RenewTag();
        Begin();
    }

    private void Begin()
    {
        _attempts = 0;
        _isDue = true;
        Deadline = Instant.Never;
    }

    private void OnSent(Instant now)
    {
        _isDue = false;
        _sentAt = now;
        var initial = _roundTrip.Rto;
        var timeout = TimeSpan.FromTicks(initial.Ticks << Math.Min(_attempts, 16));
        Deadline = now + (timeout < _context.Options.RtoMax ? timeout : _context.Options.RtoMax);
        _attempts++;
    }

    private void WriteInitAck(StateCookie cookie, in InitParameters parameters)
    {
        var writer = _reply.Begin();
        var start = writer.BeginChunk(ChunkType.InitAck);
        OurInit(cookie.LocalTag, _context.LocalInitialTsn).WriteFixed(ref writer);
        Span<byte> sealedCookie = stackalloc byte[StateCookie.Size];
        cookie.Write(sealedCookie, _key);
        InitParameters.WriteCookie(ref writer, sealedCookie);
        // What the other end has not announced is of no use between us, and perhaps more than it understands.
        WriteOffer(ref writer, _context.Offer.InAnswer & (parameters.Features | PeerFeatures.Basic));
        parameters.WriteUnrecognized(ref writer);
        writer.EndChunk(start);
        _reply.End(writer, cookie.Peer.Tag);
    }

    private void WriteOffer(ref ByteWriter writer, PeerFeatures features)
    {
        InitParameters.WriteSupported(ref writer, features);
        _context.AcceptsZeroChecksum |= (features & PeerFeatures.ZeroChecksum) != 0;
    }

    private void ReplyStale(uint tag, TimeSpan staleness)
    {
        var writer = _reply.Begin();
        Span<byte> microseconds = stackalloc byte[sizeof(uint)];
        new ByteWriter(microseconds).WriteUInt32((uint)Math.Min(staleness.TotalMicroseconds, uint.MaxValue));
        ErrorCauses.WriteError(ref writer, CauseCode.StaleCookie, microseconds);
        _reply.End(writer, tag);
    }

    private InitChunk OurInit(uint tag, Tsn initialTsn) => new()
    {
        InitiateTag = tag,
        ARwnd = (uint)_context.Options.ReceiveWindow,
        OutboundStreams = _context.Options.Streams,
        InboundStreams = _context.Options.Streams,
        InitialTsn = initialTsn,
    };

    private PeerParameters Negotiate(in InitChunk init, in InitParameters parameters) => new(
        init.InitiateTag,
        init.InitialTsn,
        init.ARwnd,
        Math.Min(_context.Options.Streams, init.InboundStreams),
        Math.Min(_context.Options.Streams, init.OutboundStreams),
        parameters.Features & (_context.Offer.Current | PeerFeatures.Basic));
}
