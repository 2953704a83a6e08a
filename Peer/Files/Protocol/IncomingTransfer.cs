using System.Diagnostics.CodeAnalysis;

namespace RtcPeer.Peer.Files.Protocol;

/// <summary>
/// The receiver's part in the transfer of one file. It knows neither channel nor disk: messages go in by
/// <see cref="Receive"/> and come out by <see cref="TryNextMessage"/>, and it says what is to be done with the bytes.
/// </summary>
internal sealed class IncomingTransfer
{
    private readonly Queue<FileMessage> _messages = [];

    /// <summary>How far it has come. The nested records are all the stages there are.</summary>
    public State Current { get; private set; } = new State.Waiting();

    /// <summary>How many bytes are here.</summary>
    public long At { get; private set; }

    /// <summary>How it ended; null before that.</summary>
    public TransferEnd? End => (Current as State.Over)?.End;

    /// <summary>Takes the next message to send, in order.</summary>
    public bool TryNextMessage([NotNullWhen(true)] out FileMessage? message) => _messages.TryDequeue(out message);

    /// <summary>A message of the sender; null for one that makes no sense. One that does not belong here is ignored.</summary>
    public void Receive(FileMessage? message)
    {
        switch (Current, message)
        {
            case (State.Waiting, FileMessage.Announce announce):
                Current = new State.Announced(announce.File);
                break;
            case (State.Waiting, _):
                Refuse("the first message has no name or no size");
                break;
            case (State.Moving { HasPrefix: true } moving, FileMessage.Restart):
                Current = new State.Restarting(moving.File);
                break;
            case (State.Moving moving, FileMessage.Done done) when moving.File.Size is null || At == moving.File.Size:
                Current = new State.Checking(moving.File, done.Sha256);
                break;
            case (State.Moving, FileMessage.Done):
                Reject("fewer bytes than announced");
                break;
        }
    }

    /// <summary>Takes the file, but for the bytes that are here already.</summary>
    /// <param name="offset">How many they are.</param>
    /// <param name="prefix">Their SHA-256, in lower-case hexadecimal; null to say nothing of it.</param>
    /// <exception cref="InvalidOperationException">No file is announced.</exception>
    public void Accept(long offset, string? prefix)
    {
        if (Current is not State.Announced announced)
        {
            throw new InvalidOperationException("No file is announced.");
        }

        At = offset;
        Current = new State.Moving(announced.File, prefix is not null);
        _messages.Enqueue(new FileMessage.Accept(offset, prefix));
    }

    /// <summary>Does not take the file.</summary>
    public void Refuse(string reason)
    {
        Current = new State.Over(new(TransferEndKind.Refused, reason));
        _messages.Enqueue(new FileMessage.Refuse(reason));
    }

    /// <summary>Whether so many bytes, just received, belong into the file. Where there are too many, the transfer is over.</summary>
    public bool Takes(int bytes)
    {
        if (Current is not State.Moving moving)
        {
            if (Current is not State.Over)
            {
                Reject("bytes that were not asked for");
            }

            return false;
        }

        if (bytes > moving.File.Size - At)
        {
            Reject("more bytes than announced");
            return false;
        }

        At += bytes;
        if (moving.HasPrefix)
        {
            // Once bytes have come, it is too late to begin anew.
            Current = moving with { HasPrefix = false };
        }

        return true;
    }

    /// <summary>What was here is thrown away; all of the file comes.</summary>
    /// <exception cref="InvalidOperationException">The sender has not asked for that.</exception>
    public void Restarted()
    {
        if (Current is not State.Restarting restarting)
        {
            throw new InvalidOperationException("The sender does not begin anew.");
        }

        At = 0;
        Current = new State.Moving(restarting.File, HasPrefix: false);
    }

    /// <summary>The file is here, whole and in its place.</summary>
    /// <exception cref="InvalidOperationException">The sender has not sent all of it.</exception>
    public void Confirm()
    {
        if (Current is not State.Checking)
        {
            throw new InvalidOperationException("The file is not whole.");
        }

        Current = new State.Over(TransferEnd.Whole);
        _messages.Enqueue(new FileMessage.Confirm());
    }

    /// <summary>Gives the file up.</summary>
    public void Reject(string reason)
    {
        if (Current is not State.Over)
        {
            Current = new State.Over(new(TransferEndKind.Failed, reason));
            _messages.Enqueue(new FileMessage.Fail(reason));
        }
    }

    /// <summary>The channel has ended.</summary>
    public void ChannelEnded()
    {
        if (Current is not State.Over)
        {
            Current = new State.Over(new(TransferEndKind.Broken, "the other end has broken it off"));
        }
    }

    internal abstract record State
    {
        /// <summary>Nothing is announced yet.</summary>
        internal sealed record Waiting : State;

        /// <summary>Somebody has to decide whether the file is taken.</summary>
        internal sealed record Announced(Announcement File) : State;

        /// <summary>Bytes come.</summary>
        /// <param name="File">The file.</param>
        /// <param name="HasPrefix">Whether the sender may still say that those which were here are not the file's.</param>
        internal sealed record Moving(Announcement File, bool HasPrefix) : State;

        /// <summary>What was here is not of this file, and has to be thrown away.</summary>
        internal sealed record Restarting(Announcement File) : State;

        /// <summary>All bytes are here, and have to be compared.</summary>
        internal sealed record Checking(Announcement File, string Sha256) : State;

        internal sealed record Over(TransferEnd End) : State;
    }
}
