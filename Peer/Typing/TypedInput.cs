using System.Text;
using System.Threading.Channels;
using RtcPeer.Peer.Conversing;

namespace RtcPeer.Peer.Typing;

/// <summary>stdin as the lines that are typed at the prompt, which shows from the first read on.</summary>
/// <param name="screen">Where it shows.</param>
/// <param name="keys">Where keys come from.</param>
internal sealed class TypedInput(TerminalScreen screen, IKeys keys) : HalfStream
{
    private readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>();
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte> _rest;
    private Thread? _typing;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Start();
        while (_rest.IsEmpty)
        {
            if (!await _lines.Reader.WaitToReadAsync(cancellationToken))
            {
                return 0;
            }

            if (_lines.Reader.TryRead(out var line))
            {
                _rest = line;
            }
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    private void Start()
    {
        lock (_lock)
        {
            if (_typing is null)
            {
                screen.ShowPrompt();

                // A read of a key cannot be called back: it is left behind at the end, and does not keep the process alive.
                _typing = new Thread(Type) { IsBackground = true, Name = "keys" };
                _typing.Start();
            }
        }
    }

    private void Type()
    {
        while (keys.TryRead(out var key, out var more))
        {
            var edit = screen.Press(key, more, out var line);
            if (line is not null)
            {
                _lines.Writer.TryWrite(Encoding.UTF8.GetBytes(line + "\n"));
            }

            if (edit == Edit.End)
            {
                break;
            }
        }

        screen.HidePrompt();
        _lines.Writer.TryComplete();
    }
}
