using Microsoft.Extensions.Logging;
using RtcPeer.WebRtc.Io;

namespace RtcPeer.Peer.Signalling;

/// <summary>
/// The STUN and TURN servers that the relay names to those whom it lets in, with credentials that expire
/// (<c>GET /ice</c>). A relay that knows nothing of this is as good as one that names none.
/// </summary>
internal sealed class RelayIceServers(Uri room, RelayAccess access, ILogger logger, TimeProvider time)
{
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>How long the beginning of connections may wait for the answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Credentials are issued for hours: so old, they are good for another connection.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);

    private volatile IReadOnlyList<RtcIceServer> _current = [];
    private long _askedAt = time.GetTimestamp();

    /// <summary>What the relay named last, with their credentials: a secret.</summary>
    public IReadOnlyList<RtcIceServer> Current => _current;

    /// <summary>Whether the relay should be asked again before there is another connection.</summary>
    public bool AreOld => _current.Count > 0 && time.GetElapsedTime(Volatile.Read(ref _askedAt)) > GoodFor;

    /// <summary>Asks the relay. Takes a few seconds at most, and fails silently: then what it named before still counts.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _askedAt, time.GetTimestamp());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            if (await RequestAsync(limit.Token) is { } answer)
            {
                _current = IceServersJson.Read(answer);
                logger.RelayNamesServers(_current.Count);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            logger.RelayNamesNoServers(RelayConnection.Explain(e));
        }
        catch (OperationCanceledException)
        {
            logger.RelayNamesNoServers("no answer");
        }
    }

    /// <summary>Where the relay of a room answers.</summary>
    public static Uri AddressFor(Uri room) => new UriBuilder(room)
    {
        Scheme = room.Scheme == "wss" ? "https" : "http",
        Path = "/ice",
        Query = $"room={Uri.EscapeDataString(room.AbsolutePath)}",
    }.Uri;

    private async Task<byte[]?> RequestAsync(CancellationToken cancellationToken)
    {
        using var http = RelayHttp.Create(room, access);
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressFor(room));
        if (access.Token is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            logger.RelayNamesNoServers($"it answers {(int)response.StatusCode}");
            return null;
        }

        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
