using System.Buffers;
using System.Net.WebSockets;
using System.Text.Unicode;
using RtcPeer.Relay.Rooms;

namespace RtcPeer.Relay.WebSockets;

/// <summary>
/// Reads the frames of one client out of pieces of any size (RFC 6455 section 5), and puts messages together. It holds
/// what has come of a message, never what a header only promises.
/// </summary>
/// <remarks>Our own, because .NET's reads each frame in two calls of the system at least, where one brings fifty.</remarks>
/// <param name="maxMessageBytes">The largest message.</param>
internal sealed class FrameReader(int maxMessageBytes)
{
    private readonly byte[] _head = new byte[FrameHeader.MaxBytes];
    private int _headCount;
    private FrameHeader _frame;
    private bool _isInFrame;
    private long _taken;
    private Opcode? _message;
    private byte[] _parts = [];
    private int _count;
    private byte[] _control = [];
    private bool _passesOver;
    private bool _isBroken;

    /// <summary>Takes what comes next off the input. Never throws.</summary>
    /// <param name="input">What has come; is empty when this returns <see cref="FrameReadKind.NeedsMore"/>.</param>
    /// <param name="now">When it came; see <see cref="RelayMessage.ReceivedAt"/>.</param>
    public FrameRead Read(ref ReadOnlySpan<byte> input, long now)
    {
        while (!input.IsEmpty && !_isBroken)
        {
            if (!_isInFrame)
            {
                if (!TryReadHeader(ref input))
                {
                    break;
                }

                if (BeginFrame() is { } problem)
                {
                    return problem;
                }

                if (TryReadWhole(ref input, now, out var whole))
                {
                    return whole;
                }
            }

            TakePiece(ref input);
            if (_taken == _frame.Length && EndFrame(now) is { Kind: not FrameReadKind.NeedsMore } found)
            {
                return found;
            }
        }

        input = [];
        return default;
    }

    /// <summary>Gives back what is held of a message.</summary>
    public void Release()
    {
        if (_parts.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_parts);
        }

        (_parts, _count) = ([], 0);
    }

    private bool TryReadHeader(ref ReadOnlySpan<byte> input)
    {
        if (_headCount == 0 && FrameHeader.TryRead(input, out _frame, out var size))
        {
            input = input[size..];
            return true;
        }

        while (!input.IsEmpty)
        {
            _head[_headCount++] = input[0];
            input = input[1..];
            if (FrameHeader.TryRead(_head.AsSpan(0, _headCount), out _frame, out _))
            {
                _headCount = 0;
                return true;
            }
        }

        return false;
    }

    private FrameRead? BeginFrame()
    {
        if (!IsAllowed(_frame))
        {
            return Break(FrameReadKind.Malformed);
        }

        (_isInFrame, _taken) = (true, 0);
        if (_frame.IsControl)
        {
            _control = _frame.Length == 0 ? [] : new byte[_frame.Length];
            return null;
        }

        if (_frame.Opcode != Opcode.Continuation)
        {
            _message = _frame.Opcode;
        }

        if (!_passesOver && _frame.Length > maxMessageBytes - _count)
        {
            _passesOver = true;
            Release();
            return new(FrameReadKind.TooBig);
        }

        return null;
    }

    /// <summary>RFC 6455 sections 5.1, 5.2, 5.4 and 5.5.</summary>
    private bool IsAllowed(FrameHeader frame) => frame is { HasReserved: false, IsMasked: true, Length: >= 0 } && frame.Opcode switch
    {
        Opcode.Continuation => _message is not null,
        Opcode.Text or Opcode.Binary => _message is null,
        Opcode.Close or Opcode.Ping or Opcode.Pong => frame is { Fin: true, Length: <= ControlFrame.MaxPayloadBytes },
        _ => false,
    };

    /// <summary>The usual case: a message in one frame, and all of it has come.</summary>
    private bool TryReadWhole(ref ReadOnlySpan<byte> input, long now, out FrameRead read)
    {
        read = default;
        if (_passesOver || _frame is not { Fin: true, Opcode: Opcode.Text or Opcode.Binary } || input.Length < _frame.Length)
        {
            return false;
        }

        var message = RelayMessage.Create((int)_frame.Length, TypeOf(_frame.Opcode), now, out var payload);
        FrameMask.Remove(input[..payload.Length], payload, _frame.Mask, 0);
        input = input[payload.Length..];
        (_isInFrame, _message) = (false, null);
        read = Checked(message);
        return true;
    }

    private void TakePiece(ref ReadOnlySpan<byte> input)
    {
        var piece = input[..(int)Math.Min(input.Length, _frame.Length - _taken)];
        if (_frame.IsControl)
        {
            FrameMask.Remove(piece, _control.AsSpan((int)_taken), _frame.Mask, _taken);
        }
        else if (!_passesOver)
        {
            Reserve(piece.Length);
            FrameMask.Remove(piece, _parts.AsSpan(_count), _frame.Mask, _taken);
            _count += piece.Length;
        }

        _taken += piece.Length;
        input = input[piece.Length..];
    }

    private FrameRead EndFrame(long now)
    {
        _isInFrame = false;
        switch (_frame.Opcode)
        {
            case Opcode.Ping:
                return new(FrameReadKind.Ping, Payload: _control);
            case Opcode.Pong:
                return default;
            case Opcode.Close:
                return ControlFrame.TryReadClose(_control, out var status)
                    ? new(FrameReadKind.Close, CloseStatus: status)
                    : Break(FrameReadKind.Malformed);
        }

        if (!_frame.Fin || _message is not { } opcode)
        {
            return default;
        }

        _message = null;
        if (_passesOver)
        {
            return default;
        }

        var message = RelayMessage.Create(_count, TypeOf(opcode), now, out var payload);
        _parts.AsSpan(0, _count).CopyTo(payload);
        Release();
        return Checked(message);
    }

    private FrameRead Checked(RelayMessage message) =>
        message.Type == WebSocketMessageType.Text && !Utf8.IsValid(message.Payload.Span)
            ? Break(FrameReadKind.NotText)
            : new(FrameReadKind.Message, message);

    private FrameRead Break(FrameReadKind kind)
    {
        _isBroken = true;
        Release();
        return new(kind);
    }

    private void Reserve(int more)
    {
        if (_parts.Length - _count >= more)
        {
            return;
        }

        const int firstSize = 1024;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(firstSize, Math.Max(2 * _count, _count + more)));
        _parts.AsSpan(0, _count).CopyTo(larger);
        var count = _count;
        Release();
        (_parts, _count) = (larger, count);
    }

    private static WebSocketMessageType TypeOf(Opcode opcode) =>
        opcode == Opcode.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
}
