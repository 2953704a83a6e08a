using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using RtcPeer.Peer.Options;
using RtcPeer.Peer.Signalling;

namespace RtcPeer.Peer.Doctor;

/// <summary>Whether TLS to the relay comes about, and its certificate is one to trust.</summary>
internal sealed class RelayTlsCheck(PeerOptions options) : IStageCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Stage Stage => Stage.RelayTls;

    public async Task<IReadOnlyList<StageResult>> RunAsync(Findings findings, CancellationToken cancellationToken)
    {
        if (options.Url.Scheme != "wss")
        {
            return [StageResult.Skipped(Stage, "the relay is used without TLS (ws://)")];
        }

        if (!findings.RelayAnswers || RelayProxy.Serves(options.Url))
        {
            return [StageResult.Skipped(Stage, findings.RelayAnswers ? "a proxy stands between" : "the relay cannot be reached")];
        }

        var began = Stopwatch.GetTimestamp();
        var (cause, detail) = await HandshakeAsync(cancellationToken);
        findings.RelayAnswers = cause == Cause.None;
        return
        [
            new StageResult(Stage, cause == Cause.None ? Outcome.Ok : Outcome.Failed, detail)
            {
                Target = options.Url.Host,
                Cause = cause,
                Took = Stopwatch.GetElapsedTime(began),
            },
        ];
    }

    private async Task<(Cause Cause, string Detail)> HandshakeAsync(CancellationToken cancellationToken)
    {
        var reach = await TcpReach.ConnectAsync(options.Url.IdnHost, options.Url.Port, cancellationToken);
        if (reach.Socket is null)
        {
            return (reach.Cause, reach.Detail);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var stream = new SslStream(new NetworkStream(reach.Socket, ownsSocket: true));
        await using (stream)
        {
            try
            {
                await stream.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions
                    {
                        TargetHost = options.Url.IdnHost,
                        CertificateChainPolicy = RelayHttp.ChainPolicy(options.Access),
                    },
                    limit.Token);
                return (Cause.None, $"{stream.SslProtocol switch { SslProtocols.Tls13 => "TLS 1.3", _ => "TLS 1.2" }}, the certificate is trusted");
            }
            catch (AuthenticationException e)
            {
                return e.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                    ? (Cause.Untrusted, $"the certificate is not trusted: {e.Message}")
                    : (Cause.NotTheService, $"no TLS: {e.GetBaseException().Message}");
            }
            catch (IOException e)
            {
                return (Cause.NotTheService, $"no TLS: {e.Message.TrimEnd('.')}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (Cause.NoAnswer, "the handshake is not answered");
            }
        }
    }
}
