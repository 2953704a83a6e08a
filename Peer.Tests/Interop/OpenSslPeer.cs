using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RtcPeer.WebRtc.Dtls;

namespace RtcPeer.Peer.Tests.Interop;

/// <summary>The <c>openssl</c> command as one end of a DTLS association, with a certificate of its own.</summary>
internal sealed class OpenSslPeer : IDisposable
{
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rtcpeer-openssl-");
    private readonly Process _process;
    private readonly List<byte> _output = [];
    private readonly Task _reading;
    private readonly Task<string> _errors;

    /// <param name="mode">s_server or s_client.</param>
    /// <param name="key">RSA:bits or the name of a curve.</param>
    /// <param name="options">What goes under Options in its configuration, where no argument exists for it.</param>
    public OpenSslPeer(string mode, string key, IEnumerable<string> arguments, string? options = null)
    {
        Fingerprint = WriteCertificate(key);
        var start = new ProcessStartInfo("openssl")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] common =
        [
            mode, "-dtls1_2", "-quiet", "-cert", PathOf("cert.pem"), "-key", PathOf("key.pem"),
        ];
        foreach (var argument in common.Concat(arguments)) start.ArgumentList.Add(argument);
        if (options is not null) start.Environment["OPENSSL_CONF"] = WriteConfiguration(options);
        _process = Process.Start(start) ?? throw new InvalidOperationException("openssl did not start.");
        _reading = ReadOutputAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public CertificateFingerprint Fingerprint { get; }

    public string Output
    {
        get
        {
            lock (_output) return System.Text.Encoding.UTF8.GetString([.. _output]);
        }
    }

    public void Write(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Ends its input, whereupon a client says goodbye.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>What it said against us, once it has ended by itself.</summary>
    public string ErrorsAtExit()
    {
        _process.WaitForExit(5000);
        return Errors();
    }

    public string Errors()
    {
        Stop();
        return _errors.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        try
        {
            Stop();
            _process.Dispose();
        }
        finally
        {
            _folder.Delete(recursive: true);
        }
    }

    private void Stop()
    {
        _process.Kill();
        _process.WaitForExit(5000);
        _reading.GetAwaiter().GetResult();
    }

    private async Task ReadOutputAsync()
    {
        var buffer = new byte[4096];
        while (await _process.StandardOutput.BaseStream.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_output) _output.AddRange(buffer.AsSpan(0, count));
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string WriteConfiguration(string options)
    {
        File.WriteAllText(PathOf("openssl.cnf"), $"""
            openssl_conf = all
            [all]
            ssl_conf = ssl
            [ssl]
            system_default = defaults
            [defaults]
            Options = {options}
            """);
        return PathOf("openssl.cnf");
    }

    private CertificateFingerprint WriteCertificate(string kind)
    {
        using AsymmetricAlgorithm key = kind.StartsWith("RSA:", StringComparison.Ordinal)
            ? RSA.Create(int.Parse(kind.AsSpan(4), null))
            : ECDsa.Create(ECCurve.CreateFromFriendlyName(kind));
        var request = key is RSA rsa
            ? new CertificateRequest("CN=openssl", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=openssl", (ECDsa)key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(NotBefore, NotAfter);
        File.WriteAllText(PathOf("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), key.ExportPkcs8PrivateKeyPem());
        return CertificateFingerprint.Sha256Of(certificate.RawData);
    }
}
