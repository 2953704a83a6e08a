using System.Buffers;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Logging;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Signalling;
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
    public const LogEventLevel Level = LogEventLevel.Information;

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
