using RtcPeer.Peer.Piping;

namespace RtcPeer.Peer.Tests.Peer.Piping;

/// <summary>One end of a pipe with its stdin and stdout.</summary>
internal sealed class PipeSide : IDisposable
{
    private readonly byte[] _input;
    private readonly Random _random;
    private int _read;

    public PipeSide(byte[] input, Random random, int capacity = 300_000, long window = 200_000, bool takes = true, bool waits = false)
    {
        _input = input;
        _random = random;
        Tape = new Tape(capacity, separator: null);
        Pipe = new Pipe(new Outgoing(Tape.Read(), _ => waits), new PipeTerms(window, takes, PipeFraming.Binary));
    }

    /// <summary>All of stdin.</summary>
    public byte[] Input => _input;

    public Tape Tape { get; }

    public Pipe Pipe { get; }

    public MemoryStream Output { get; } = new();

    /// <summary>What has been said on the present connection and has not arrived.</summary>
    public Queue<PipeFrame> InFlight { get; } = [];

    public bool IsInputRead => _read == _input.Length;

    /// <summary>Whether it may exit with 0.</summary>
    public bool IsDone => Pipe.HasAll && Pipe.Outgoing.State == OutgoingState.Done;

    /// <summary>Reads some of stdin, where there is room for it.</summary>
    public void Read(int most = 100_000)
    {
        while (most > 0 && Tape.HasRoom && !IsInputRead)
        {
            var memory = Tape.GetMemory();
            var count = Math.Min(Math.Min(memory.Length, 1 + _random.Next(most)), _input.Length - _read);
            _input.AsSpan(_read, count).CopyTo(memory.Span);
            _read += count;
            most -= count;
            Tape.Advance(count);
        }

        if (IsInputRead)
        {
            Tape.Complete();
        }
    }

    /// <summary>Writes some of what has come to stdout.</summary>
    public void Write()
    {
        for (var i = _random.Next(5); i > 0 && Pipe.Incoming.TryTake(out var bytes); i--)
        {
            Output.Write(bytes.Span);
            Pipe.Incoming.Written(bytes.Length);
        }
    }

    /// <summary>Puts a copy of the next frames on the wire, as the channel does.</summary>
    public void Send(int most, int maxSize = 64 * 1024)
    {
        for (; most > 0 && Pipe.TryNext(maxSize, out var frame); most--)
        {
            InFlight.Enqueue(frame is PipeFrame.Data data ? new PipeFrame.Data(data.Bytes.ToArray()) : Travelled(frame));
        }
    }

    public void Dispose() => Pipe.Dispose();

    /// <summary>Through its form on the wire.</summary>
    private static PipeFrame Travelled(PipeFrame frame) =>
        PipeWire.TryRead(PipeWire.Write(frame), out var read) && read is not null ? read : throw new InvalidOperationException($"{frame}");
}
