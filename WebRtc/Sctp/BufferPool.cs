using System.Numerics;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>The buffers of one association, by size class, so that steady traffic allocates none.</summary>
/// <param name="maxRetained">How many bytes are kept for later at most.</param>
internal sealed class BufferPool(int maxRetained)
{
    private const int Step = 128;
    private const int StepLimit = 2048;
    private const int LargestPooled = 1 << 20;
    private const int StepClasses = StepLimit / Step;

    private readonly Stack<byte[]>?[] _classes = new Stack<byte[]>?[StepClasses + 9];
    private int _retained;

    /// <summary>A buffer of at least that many bytes, with anything in it.</summary>
    public byte[] Rent(int size)
    {
        if (size > LargestPooled) return GC.AllocateUninitializedArray<byte>(size);
        var index = ClassOf(size);
        if (_classes[index] is not { Count: > 0 } free) return GC.AllocateUninitializedArray<byte>(SizeOf(index));
        var buffer = free.Pop();
        _retained -= buffer.Length;
        return buffer;
    }

    /// <summary>Takes back what <see cref="Rent"/> gave.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length > LargestPooled || _retained + buffer.Length > maxRetained) return;
        (_classes[ClassOf(buffer.Length)] ??= new()).Push(buffer);
        _retained += buffer.Length;
    }

    /// <summary>Lets go of what is kept beyond that many bytes.</summary>
    public void Trim(int retained)
    {
        for (var index = _classes.Length - 1; index >= 0 && _retained > retained; index--)
        {
            while (_retained > retained && _classes[index] is { Count: > 0 } free) _retained -= free.Pop().Length;
        }
    }

    private static int ClassOf(int size) => size <= StepLimit
        ? (Math.Max(size, 1) - 1) / Step
        : StepClasses + BitOperations.Log2((uint)size - 1) - BitOperations.Log2(StepLimit);

    private static int SizeOf(int index) =>
        index < StepClasses ? (index + 1) * Step : StepLimit << index - StepClasses + 1;
}
