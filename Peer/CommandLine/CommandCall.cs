using Microsoft.Extensions.Configuration;

namespace RtcPeer.Peer.CommandLine;

/// <summary>What a command is to run with.</summary>
/// <param name="Configuration">What command line, environment and appsettings.json say together.</param>
/// <param name="Operands">What stood on the command line without a flag.</param>
/// <param name="Output">stdout, for text.</param>
internal sealed record CommandCall(IConfiguration Configuration, IReadOnlyList<string> Operands, TextWriter Output);
