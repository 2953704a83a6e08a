using System.Globalization;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace RtcPeer.Peer.Typing;

/// <summary>stderr as lines above the one that is being typed.</summary>
internal sealed class ScreenLog(TerminalScreen screen, ITextFormatter formatter) : ILogEventSink
{
    public void Emit(LogEvent logEvent)
    {
        var line = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, line);
        screen.WriteLines(line.ToString());
    }
}
