using System.Diagnostics.CodeAnalysis;

namespace RtcPeer.Peer.Files.Protocol;

/// <summary>
/// The sender's part in the transfer of one file. It knows neither channel nor file: messages go in by
/// <see cref="Receive"/> and come out by <see cref="TryNextMessage"/>, and it says which bytes are to be sent.
/// </summary>
internal sealed class OutgoingTransfer
{
    private readonly Announcement _file;
    private readonly Queue<FileMessage> _messages = [];

    public OutgoingTransfer(Announcement file)
    {
        _file = file;
        _messages.Enqueue(new FileMessage.Announce(file));
    }

    /// <summary>How far it has come. The nested records are all the stages there are.</summary>
    public State Current { get; private set; } = new State.Waiting();

    /// <summary>How it ended; null before that.</summary>
    public TransferEnd? End => (Current as State.Over)?.End;

    /// <summary>Takes the next message to send, in order.</summary>
    public bool TryNextMessage([NotNullWhen(true)] out FileMessage? message) => _messages.TryDequeue(out message);

    /// <summary>A message of the receiver. One that does not belong here is ignored.</summary>
    public void Receive(FileMessage message)
    {
        switch (message)
        {
            case FileMessage.Accept accept when Current is State.Waiting:
                Current = accept.Offset <= (_file.Size ?? 0)
                    ? new State.Accepted(accept.Offset, accept.Prefix)
                    : new State.Over(new(TransferEndKind.Failed, "the other end wants bytes from beyond the file's end"));
                break;
            case FileMessage.Refuse refuse when Current is State.Waiting:
                Current = new State.Over(TransferEnd.ByRemote(TransferEndKind.Refused, refuse.Reason));
                break;
            case FileMessage.Confirm when Current is State.Checking:
                Current = new State.Over(TransferEnd.Whole);
                break;
            case FileMessage.Fail fail when Current is not State.Over:
                Current = new State.Over(TransferEnd.ByRemote(TransferEndKind.Failed, fail.Reason));
                break;
        }
    }

    /// <summary>Begins to send, from where the receiver asked for.</summary>
    /// <param name="hasPrefix">Whether what the receiver has is the file's beginning, where it told us what it has.</param>
    /// <returns>The offset of the first byte to send.</returns>
    /// <exception cref="InvalidOperationException">It was not accepted.</exception>
    public long Begin(bool hasPrefix)
    {
        if (Current is not State.Accepted accepted)
        {
            throw new InvalidOperationException("The file is not accepted.");
        }

        Current = new State.Moving();
        if (hasPrefix)
        {
            return accepted.Offset;
        }

        _messages.Enqueue(new FileMessage.Restart());
        return 0;
    }

    /// <summary>All is sent; the receiver compares.</summary>
    /// <exception cref="InvalidOperationException">Nothing was being sent.</exception>
    public void Finish(string sha256)
    {
        if (Current is not State.Moving)
        {
            throw new InvalidOperationException("The file is not being sent.");
        }

        Current = new State.Checking();
        _messages.Enqueue(new FileMessage.Done(sha256));
    }

    /// <summary>The file cannot be read any more.</summary>
    public void GiveUp(string reason)
    {
        if (Current is not State.Over)
        {
            Current = new State.Over(new(TransferEndKind.Failed, reason));
        }
    }

    /// <summary>The channel has ended.</summary>
    public void ChannelEnded()
    {
        if (Current is not State.Over)
        {
            Current = new State.Over(Current is State.Waiting
                ? new(TransferEndKind.Refused, "the other end takes no files")
                : new(TransferEndKind.Broken, "the other end has broken it off"));
        }
    }

    internal abstract record State
    {
        /// <summary>The receiver has not answered yet.</summary>
        internal sealed record Waiting : State;

        /// <summary>The receiver has so many bytes and wants the rest.</summary>
        internal sealed record Accepted(long Offset, string? Prefix) : State;

        /// <summary>The bytes are on their way.</summary>
        internal sealed record Moving : State;

        /// <summary>All bytes are sent; the receiver compares.</summary>
        internal sealed record Checking : State;

        internal sealed record Over(TransferEnd End) : State;
    }
}
