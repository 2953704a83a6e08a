using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace RtcPeer.Bench.RelayLoad;

/// <summary>
/// As many deliveries as the relay makes. So many messages are under way at most: the queues of the relay stay short,
/// and it is never the generator's sending that is measured.
/// </summary>
/// <param name="target">The relay.</param>
/// <param name="clients">Clients in the room.</param>
/// <param name="senders">How many of them send.</param>
internal sealed class FanOutLoad(LoadTarget target, int clients, int senders)
{
    private const int Window = 256;

    private readonly Lock _sending = new();
    private readonly int _chunk = Math.Clamp(Window / 4 / senders, 1, Window);
    private readonly byte[] _messages = LoadFrames.Messages(Math.Clamp(Window / 4 / senders, 1, Window));
    private IReadOnlyList<LoadClient> _clients = [];
    private int _next;
    private long _sent;
    private long _delivered;
    private volatile bool _stopped;

    /// <summary>Runs for a second that does not count, and then for the given time.</summary>
    public async Task<string> RunAsync(TimeSpan time)
    {
        await using var room = new LoadRoom();
        await room.JoinAsync(target, clients, OnFrames).ConfigureAwait(false);
        _clients = room.Clients;
        Refill();
        await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        var fields = await target.WithCpuTimesAsync(() => MeasureAsync(time)).ConfigureAwait(false);
        _stopped = true;
        return fields;
    }

    private async Task<string> MeasureAsync(TimeSpan time)
    {
        var (before, began) = (Interlocked.Read(ref _delivered), Stopwatch.GetTimestamp());
        await Task.Delay(time).ConfigureAwait(false);
        var (count, seconds) = (Interlocked.Read(ref _delivered) - before, Stopwatch.GetElapsedTime(began).TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"\"deliveries\":{count},\"seconds\":{seconds:F3}");
    }

    private int OnFrames(ReadOnlyMemory<byte> bytes)
    {
        var input = bytes.Span;
        var count = 0;
        while (LoadFrames.TryTake(ref input, out var isText, out _))
        {
            count += isText ? 1 : 0;
        }

        Interlocked.Add(ref _delivered, count);
        Refill();
        return bytes.Length - input.Length;
    }

    private void Refill()
    {
        // Whoever holds the lock looks again after it has sent: nobody needs to wait for it.
        while (!_stopped && HasRoom() && _sending.TryEnter())
        {
            try
            {
                while (!_stopped && HasRoom())
                {
                    Interlocked.Add(ref _sent, _chunk);
                    _clients[_next++ % senders].Send(_messages);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                _stopped = true;
            }
            finally
            {
                _sending.Exit();
            }
        }
    }

    private bool HasRoom() =>
        (Interlocked.Read(ref _sent) * (clients - 1)) - Interlocked.Read(ref _delivered) <= (long)(Window - _chunk) * (clients - 1);
}
