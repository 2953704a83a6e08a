namespace RtcPeer.Peer.Conversing;

/// <summary>
/// Reads stdin for all who are there, as fast as the slowest of them takes it and no faster: onto the tape for those who
/// confirm what they have written, and as messages for the others.
/// </summary>
internal sealed class Sender(Input input, Members members, MessageSender messages)
{
    private const int MaxRead = 64 * 1024;

    /// <summary>Sends to the end of stdin. False where it ended because nobody took it any more.</summary>
    /// <exception cref="OperationCanceledException">Nothing is to be sent any more.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitForRoomAsync(cancellationToken);
            var memory = input.Tape.GetMemory();
            var count = await input.Stream.ReadOrLeaveAsync(memory[..Math.Min(memory.Length, MaxRead)], cancellationToken);
            if (count == 0)
            {
                await messages.EndAsync(cancellationToken);
                input.Tape.Complete();
                return true;
            }

            await members.Somebody.WaitAsync(cancellationToken);
            count = input.IsTerminal ? WithoutCr(memory.Span[..count]) : count;
            var isTaken = await messages.SendAsync(memory[..count], cancellationToken);
            if (!isTaken && members.Present.Count == members.Plain.Length)
            {
                return false;
            }

            input.Tape.Advance(count);
        }
    }

    /// <summary>A terminal of Windows ends its lines in CRLF.</summary>
    private static int WithoutCr(Span<byte> typed)
    {
        var length = 0;
        for (var i = 0; i < typed.Length; i++)
        {
            if (typed[i] != '\r' || i + 1 == typed.Length || typed[i + 1] != '\n')
            {
                typed[length++] = typed[i];
            }
        }

        return length;
    }

    /// <summary>Waits for those who confirm; one of them that confirms nothing at all does not hold up the others for ever.</summary>
    private async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        var tape = input.Tape;
        while (!tape.HasRoom)
        {
            var confirmed = members.Present.OfType<PipeMember>().Select(member => (member, member.Confirmed)).ToList();
            var freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            tape.Freed += OnFreed;
            try
            {
                if (!tape.HasRoom)
                {
                    await freed.Task.WaitAsync(members.Patience, cancellationToken);
                }
            }
            catch (TimeoutException)
            {
                DropIdle(confirmed);
            }
            finally
            {
                tape.Freed -= OnFreed;
            }

            void OnFreed()
            {
                if (tape.HasRoom)
                {
                    freed.TrySetResult();
                }
            }
        }
    }

    private void DropIdle(List<(PipeMember Member, long Confirmed)> before)
    {
        var idle = before.Where(one => one.Member.Confirmed == one.Confirmed && one.Member.IsBehind).ToList();
        if (members.Present.Count > idle.Count)
        {
            idle.ForEach(one => one.Member.Drop());
        }
    }
}
