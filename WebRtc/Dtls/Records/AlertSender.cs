using RtcPeer.WebRtc.Core;

namespace RtcPeer.WebRtc.Dtls.Records;

/// <summary>
/// Sends our alerts. They are not acknowledged, so the last one is repeated, a few times, to an end that talks on as if
/// it had not got it.
/// </summary>
internal sealed class AlertSender(RecordLayer records)
{
    private const int MaxRepeats = 4;
    private static readonly TimeSpan MinRepeatInterval = TimeSpan.FromMilliseconds(10);

    private Alert _alert;
    private bool _isPending;
    private int _repeats = MaxRepeats;
    private Instant _lastSent;

    /// <summary>Sends an alert that ends the association.</summary>
    public void SendLast(Alert alert)
    {
        Send(alert);
        _repeats = 0;
    }

    public void Send(Alert alert)
    {
        _alert = alert;
        _isPending = true;
    }

    /// <summary>The other end talks on after our last alert.</summary>
    public void Repeat(Instant now)
    {
        if (_isPending || _repeats == MaxRepeats || now - _lastSent < MinRepeatInterval) return;
        _repeats++;
        _isPending = true;
    }

    public void Cancel()
    {
        _isPending = false;
        _repeats = MaxRepeats;
    }

    public bool TryWrite(Span<byte> destination, Instant now, out int length)
    {
        length = 0;
        var writer = records.Writer;
        if (!_isPending || destination.Length < writer.Overhead + Alert.Size || writer.Remaining == 0) return false;
        _isPending = false;
        _lastSent = now;
        _alert.Write(destination[writer.HeaderLength..]);
        length = writer.Seal(ContentType.Alert, destination, Alert.Size);
        return true;
    }
}
