using System.Globalization;
using RtcPeer.Peer.Connecting;
using RtcPeer.Peer.Logging;
using RtcPeer.WebRtc.Io;
using Serilog.Core;
using Serilog.Events;

namespace RtcPeer.Peer.Typing;

/// <summary>Keeps the status before the line that is being typed: the path to the one peer, or how many peers there are.</summary>
internal sealed class PromptStatus(TerminalScreen screen) : ILogEventSink
{
    private readonly Lock _lock = new();
    private int _peers;
    private string _path = "";

    public void Emit(LogEvent logEvent)
    {
        var name = LogText.NameOf(logEvent);
        lock (_lock)
        {
            switch (name)
            {
                case nameof(PeerLog.ChannelOpenWith):
                    _peers++;
                    break;
                case nameof(ConnectingLog.Connected) or nameof(ConnectingLog.GoesAnotherWay):
                    _path = PathDescription.Brief(Value("Path") as string)
                        + (PathReport.Milliseconds(Value("RoundTrip") as string) is { } ms
                            ? string.Create(CultureInfo.InvariantCulture, $" {ms:0.#} ms")
                            : "");
                    break;
                case nameof(PeerLog.MemberLeft) or nameof(PeerLog.MemberLost) or nameof(PeerLog.MemberDropped):
                    _peers--;
                    break;
                case nameof(ConnectingLog.StateChanged) when Value("State") is RtcPeerConnectionState.Disconnected && _peers == 1:
                    screen.SetStatus("no path");
                    return;
                case nameof(ConnectingLog.PathFound):
                    break;
                default:
                    return;
            }

            screen.SetStatus(_peers > 1 ? string.Create(CultureInfo.InvariantCulture, $"{_peers} peers") : _path);
        }

        object? Value(string key) => LogText.ValueOf(logEvent, key);
    }
}
