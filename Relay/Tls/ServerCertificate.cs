using System.Net.Security;
using System.Security.Authentication;
using Serilog;

namespace RtcPeer.Relay.Tls;

/// <summary>
/// The certificate that the relay shows, followed by what its files say: they are read again and again, since neither
/// links (certbot's) nor network folders report their changes. A client keeps the certificate it has connected with.
/// </summary>
internal sealed class ServerCertificate : IAsyncDisposable
{
    private readonly CertificateFiles _files;
    private readonly TimeSpan _interval;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;
    private CertificateText _seen;
    private volatile LoadedCertificate _current;

    /// <param name="files">The files to follow.</param>
    /// <param name="interval">How often they are read.</param>
    /// <param name="logger">Hears of new certificates, and of those that can't be used.</param>
    /// <exception cref="CertificateException">There is no certificate to begin with.</exception>
    public ServerCertificate(CertificateFiles files, TimeSpan interval, ILogger logger)
    {
        _files = files;
        _interval = interval;
        _logger = logger;
        _seen = files.Read();
        _current = files.Load(_seen, DateTimeOffset.UtcNow);
        _watching = WatchAsync();
    }

    /// <summary>When the certificate that is shown now expires.</summary>
    public DateTimeOffset NotAfter => _current.NotAfter;

    /// <summary>Does the server's part of the TLS handshake.</summary>
    public async Task<SslStream> AuthenticateAsync(Stream stream, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(stream);
        try
        {
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = _current.Context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            };
            await encrypted.AuthenticateAsServerAsync(options, cancellationToken).ConfigureAwait(false);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_interval);
        var before = _seen;
        string? complaint = null;
        while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
        {
            try
            {
                var text = _files.Read();
                var isSettled = text == before;
                before = text;

                // Two files are never replaced at once: what is not the same twice may be half a change.
                if (isSettled && text != _seen)
                {
                    _current = _files.Load(text, DateTimeOffset.UtcNow);
                    _seen = text;
                    _logger.Information("the certificate was replaced; the new one is valid until {NotAfter:yyyy-MM-dd}", NotAfter);
                }

                complaint = null;
            }
            catch (CertificateException e) when (e.Message != complaint)
            {
                complaint = e.Message;
                _logger.Warning("the certificate stays as it was: {Reason:l}", e.Message);
            }
            catch (CertificateException)
            {
                // Said already.
            }
        }
    }
}
