using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.Sending;

namespace RtcPeer.WebRtc.Sctp.PathMtu;

/// <summary>
/// Path MTU discovery by probes that carry no data (RFC 8899; for SCTP its section 6.2, which RFC 8831 section 5 and
/// RFC 8261 section 5 ask for): a HEARTBEAT behind a PAD chunk (RFC 4820) that makes up the size in question. An answer
/// has to have the probe's nonce, so no larger size can be talked into us. Sizes are used from the answer on, and a
/// lost probe is nothing but a lost probe: data neither waits for it nor takes its loss for congestion.
/// </summary>
/// <remarks>
/// The HEARTBEAT is last, so that it is not answered by an end that takes in the beginning of a datagram alone.
/// A round tries several sizes at once, and after them a small packet: without an answer to that one the path was dead
/// for the moment, and the round says nothing.
/// No DATA chunk is larger than fits the smallest packet, however large packets have become, since what has its TSN
/// cannot be cut again. So whatever is outstanding when the path narrows goes on in smaller packets, over IPv6 and past
/// firewalls as well, where fragments of IP might not. It costs 16 bytes in 1,150.
/// </remarks>
internal sealed class PathMtuDiscovery
{
    private const int HeartbeatSize = 16;
    private const int SizesOfARound = 3;
    private const int RememberedProbes = 16;
    private const int MaxBackoff = 6;

    /// <summary>How long a search that found its limit rests: PMTU_RAISE_TIMER (RFC 8899 section 5.1.1).</summary>
    private static readonly TimeSpan RaiseTimer = TimeSpan.FromSeconds(600);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromMilliseconds(10);

    private readonly AssociationContext _context;
    private readonly DataSender _sender;
    private PathMtuSearch _search;
    private readonly PathMtuProbe[] _sent = new PathMtuProbe[RememberedProbes];
    private readonly int[] _round = new int[SizesOfARound + 1];
    private int _lastSent;
    private int _roundCount;
    private int _roundWritten;
    private int _unanswered;
    private bool _isAlive;
    private int _backoff;
    private int _blackHoles;
    private bool _isPaused;

    public PathMtuDiscovery(AssociationContext context, DataSender sender)
    {
        _context = context;
        _sender = sender;
        _search = new(Plateaus.Of(context.Options));
    }

    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>The size of the probe that is to be written next, in bytes; 0 for none.</summary>
    public int DueSize => _context.State != SctpState.Established || _roundWritten == _roundCount ? 0
        : Math.Max(_round[_roundWritten], SctpOptions.MinPacketSize);

    /// <summary>
    /// The path is a stream, which cuts and joins as it likes: the largest packets are used at once, and nothing is probed.
    /// </summary>
    public bool IsStream { get; set; }

    private bool IsInRound => _roundCount > 0;

    /// <summary>Tries no packets above that size, in bytes.</summary>
    public void Limit(int maxPacketSize)
    {
        var most = Math.Min(maxPacketSize, _context.Options.MaxProbedPacketSize);
        _search = new(Plateaus.Of(_context.Options with { MaxProbedPacketSize = most }));
        Restart();
    }

    /// <summary>The association is up, or has got a path of which nothing is known.</summary>
    public void Restart()
    {
        _blackHoles = 0;
        Forget();
        if (!IsStream)
        {
            BeginRound();
            return;
        }
        _search.OnAnswered(int.MaxValue);
        Apply();
    }

    public void Tick(Instant now)
    {
        LookForBlackHole(now);
        if (Deadline > now) return;
        Deadline = Instant.Never;
        if (IsInRound) EndRound(now);
        else
        {
            if (!_isPaused) _blackHoles = 0;
            _isPaused = false;
            _search.ForgetMisses();
            BeginRound();
        }
    }

    /// <summary>Goes back to the smallest size where larger packets no longer arrive.</summary>
    public void LookForBlackHole(Instant now)
    {
        if (!_sender.BlackHole.TryTake() || _search.IsAtBase || IsStream) return;
        Forget();
        // A path that lets a probe through and the data behind it not is left alone for longer each time.
        if (_blackHoles++ == 0) BeginRound();
        else
        {
            _isPaused = true;
            Deadline = now + FirstPause * (1 << Math.Min(_blackHoles, MaxBackoff));
        }
    }

    /// <summary>Writes the chunks of the probe that is due into a packet of exactly its size.</summary>
    public void Write(ref ByteWriter writer, Instant now)
    {
        var size = _round[_roundWritten++];
        var nonce = _context.Entropy.NextUInt64();
        _lastSent = (_lastSent + 1) % RememberedProbes;
        _sent[_lastSent] = new(nonce, size);
        if (size > 0)
        {
            var pad = writer.BeginChunk(ChunkType.Pad);
            writer.WriteZeros(writer.Free - HeartbeatSize);
            writer.EndChunk(pad);
        }
        var heartbeat = writer.BeginChunk(ChunkType.Heartbeat);
        var parameter = writer.BeginParameter((ushort)ParameterType.HeartbeatInfo);
        writer.WriteUInt64(nonce);
        writer.EndParameter(parameter);
        writer.EndChunk(heartbeat);
        if (_roundWritten == _roundCount) Deadline = now + _sender.RoundTrip.Rto * (1 << _backoff);
    }

    /// <summary>False when it answers no probe.</summary>
    public bool OnAck(Chunk chunk, Instant now)
    {
        if (!new ParameterReader(chunk.Value).TryRead(out var info)) return false;
        if (!new ByteReader(info.Value).TryReadUInt64(out var nonce) || nonce == 0) return false;
        for (var i = 0; i < RememberedProbes; i++)
        {
            if (_sent[i].Nonce != nonce) continue;
            var size = _sent[i].Size;
            _sent[i] = default;
            OnAnswered(size, now);
            return true;
        }
        return false;
    }

    /// <summary>Our own end could not send a packet of that size: the link is too narrow for it.</summary>
    public void OnRefused(int size, Instant now)
    {
        if (size <= _context.Options.MaxPacketSize) return;
        _search.OnRefused(size);
        Apply();
        if (!IsInRound)
        {
            if (!_isPaused) Proceed(now);
            return;
        }
        for (var i = 0; i < _roundWritten; i++)
        {
            if (_round[i] >= size) Settle(_round[i]);
        }
        ProceedWhenSettled(now);
    }

    private void OnAnswered(int size, Instant now)
    {
        _isAlive = true;
        _backoff = 0;
        _search.OnAnswered(size);
        Apply();
        if (IsInRound)
        {
            Settle(size);
            // It was sent last: the answers to the others should be here by now.
            if (size == 0) Deadline = Instant.Earlier(Deadline, now + Patience());
            ProceedWhenSettled(now);
        }
        else if (!_search.IsComplete) BeginRound();
    }

    private TimeSpan Patience()
    {
        var half = (_sender.RoundTrip.Smoothed ?? TimeSpan.Zero) / 2;
        return half > ShortestPatience ? half : ShortestPatience;
    }

    /// <summary>Waits for the answer to that size of the round no longer.</summary>
    private void Settle(int size)
    {
        if (size == 0) return;
        for (var i = 0; i < _roundCount; i++)
        {
            if (_round[i] != size) continue;
            _round[i] = -size;
            _unanswered--;
        }
    }

    private void ProceedWhenSettled(Instant now)
    {
        if (_unanswered == 0 && _roundWritten == _roundCount) Proceed(now);
    }

    private void EndRound(Instant now)
    {
        if (!_isAlive) _backoff = Math.Min(_backoff + 1, MaxBackoff);
        for (var i = 0; i < _roundCount && _isAlive; i++)
        {
            if (_round[i] > 0) _search.OnMissed(_round[i]);
        }
        Proceed(now);
    }

    private void Proceed(Instant now)
    {
        _roundCount = 0;
        _roundWritten = 0;
        if (!_search.IsComplete) BeginRound();
        else Deadline = _search.IsAtTop ? Instant.Never : now + RaiseTimer;
    }

    private void BeginRound()
    {
        Deadline = Instant.Never;
        for (var i = 0; i < RememberedProbes; i++)
        {
            if (_sent[i].Size == 0) _sent[i] = default;
        }
        _roundWritten = 0;
        _unanswered = _search.Choose(_round.AsSpan(0, SizesOfARound));
        _roundCount = _unanswered == 0 ? 0 : _unanswered + 1;
        _round[_unanswered] = 0;
        _isAlive = false;
    }

    private void Forget()
    {
        _isPaused = false;
        Array.Clear(_sent);
        _roundCount = 0;
        _roundWritten = 0;
        _backoff = 0;
        Deadline = Instant.Never;
        _search.Restart();
        Apply();
    }

    private void Apply()
    {
        var size = _search.Size;
        if (size == _context.MaxPacketSize) return;
        _context.MaxPacketSize = size;
        _sender.OnPacketSize(size);
    }
}
