using System.Buffers;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Files;
using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Signalling;
using RtcPeer.Peer.Trust;
using RtcPeer.WebRtc.Io;
using Serilog.Core;
using Serilog.Events;

namespace RtcPeer.Peer.Scripting;

/// <summary>
/// What the program tells people on stderr, as events for programs: those that scripts wait for by names of their own,
/// all other warnings and errors with their text.
/// </summary>
internal sealed class EventLog(EventOutput output) : ILogEventSink
{
    /// <summary>What is told at this level and above can be an event.</summary>
    public const LogEventLevel Level = LogEventLevel.Debug;

    /// <summary>The name of the last peer whose channel opened: what is told of one peer alone does not name it.</summary>
    private string? _last;

    public void Emit(LogEvent logEvent)
    {
        switch (LogText.NameOf(logEvent))
        {
            case nameof(SignallingLog.RelayNotReachable):
                Post(EventNames.Waiting, ("relay", Value("Relay")), ("reason", Value("Reason")));
                break;
            case nameof(SignallingLog.Joined):
                Post(EventNames.Joined, ("relay", Value("Relay")));
                break;
            case nameof(PeerLog.ChannelOpenWith):
                _last = Value("Name") as string;
                Post(EventNames.Open, ("peer", _last), ("channel", Value("Label")));
                break;
            case nameof(ConnectingLog.Connected):
                PostPath(EventNames.Connected, logEvent);
                break;
            case nameof(ConnectingLog.GoesAnotherWay):
                PostPath(EventNames.PathChanged, logEvent);
                break;
            case nameof(ConnectingLog.StateChanged) when Value("State") is RtcPeerConnectionState.Disconnected:
                Post(EventNames.PathLost);
                break;
            case nameof(ConnectingLog.PathFound):
                Post(EventNames.PathFound);
                break;
            case nameof(PeerLog.MemberLeft):
                Post(EventNames.Left, ("peer", Value("Name")));
                break;
            case nameof(PeerLog.ConnectionLost) or nameof(PeerLog.MemberLost):
                Post(EventNames.Lost, ("peer", Value("Name") ?? _last), ("reason", Value("Reason")));
                break;
            case nameof(TrustLog.NumberToCompare):
                Post(EventNames.Number, ("remote", Value("Remote")), ("number", Value("Number")));
                break;
            case nameof(TrustLog.Proven):
                Post(EventNames.Trusted, ("remote", Value("Remote")), ("by", "secret"));
                break;
            case nameof(TrustLog.Compared):
                Post(EventNames.Trusted, ("remote", Value("Remote")), ("by", "number"));
                break;
            case nameof(FilesLog.FileSent):
                Post(EventNames.File, ("name", Value("Name")), ("outcome", "sent"), ("bytes", Value("Bytes")));
                break;
            case nameof(FilesLog.FileReceived):
                Post(EventNames.File, ("name", Value("Name")), ("outcome", "received"), ("bytes", Value("Bytes")), ("savedAs", Value("Path")));
                break;
            case nameof(FilesLog.FileNotSent) or nameof(FilesLog.FileNotReceived):
                Post(EventNames.File, ("name", Value("Name")), ("outcome", "failed"), ("reason", Value("Reason")));
                break;
            case nameof(FilesLog.FilesDone) or nameof(FilesLog.FilesDoneBy):
                PostFiles(Value("Sender") ?? _last, (TransferSummary)Value("Summary")!);
                break;
            default:
                PostText(logEvent);
                break;
        }

        object? Value(string key) => LogText.ValueOf(logEvent, key);
    }

    /// <summary>The last event: with which code the program exits, and what it means.</summary>
    public void Closed(ExitCode code) =>
        Post(EventNames.Closed, ("exitCode", (int)code), ("meaning", code.Meaning()));

    private void PostPath(string name, LogEvent logEvent)
    {
        var ends = (LogText.ValueOf(logEvent, "Ends") as string ?? "").Split(" - ");
        Post(
            name, ("path", LogText.ValueOf(logEvent, "Path")), ("local", ends[0]), ("remote", ends[^1]),
            ("roundTripMs", PathReport.Milliseconds(LogText.ValueOf(logEvent, "RoundTrip") as string)));
    }

    private void PostFiles(object? peer, TransferSummary summary)
    {
        var tally = summary.Tally;
        Post(
            EventNames.Files, ("peer", peer), ("files", tally.WholeFiles), ("bytes", tally.WholeBytes), ("failed", tally.FailedFiles),
            ("moved", tally.MovedBytes), ("present", tally.PresentBytes), ("seconds", Math.Round(summary.Elapsed.TotalSeconds, 3)));
    }

    private void PostText(LogEvent logEvent)
    {
        if (logEvent.Level >= LogEventLevel.Warning)
        {
            Post(logEvent.Level == LogEventLevel.Warning ? EventNames.Warning : EventNames.Error, ("text", LogText.Of(logEvent)));
        }
    }

    private void Post(string name, params ReadOnlySpan<(string Key, object? Value)> members)
    {
        var line = new ArrayBufferWriter<byte>();
        EventLine.Append(line, name, TimeProvider.System.GetUtcNow(), members);
        output.Post(line.WrittenMemory);
    }
}
