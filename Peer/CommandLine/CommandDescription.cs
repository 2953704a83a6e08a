using RtcPeer.Peer.Options;

namespace RtcPeer.Peer.CommandLine;

/// <summary>A command of the program: what it is called, what is told of it, and what it does.</summary>
/// <param name="Id">By which settings name it.</param>
/// <param name="Name">Its name; that of the program for <see cref="CommandSet.Talk"/>.</param>
/// <param name="Summary">What it does, in a line.</param>
internal sealed record CommandDescription(CommandSet Id, string Name, string Summary)
{
    /// <summary>What it does, for who asks for more than the summary.</summary>
    public string? Description { get; init; }

    public Operand? Operand { get; init; }

    public required IReadOnlyList<Example> Examples { get; init; }

    /// <summary>What else one has to know: paragraphs with empty lines between; those that are indented stay as they are.</summary>
    public string Notes { get; init; } = "";

    public required Func<CommandCall, Task<ExitCode>> Run { get; init; }

    /// <summary>What is typed to run it.</summary>
    public string Line => Id == CommandSet.Talk ? Name : $"{CommandTable.Program} {Name}";

    /// <summary>The options that it takes.</summary>
    public IEnumerable<SettingGroup> Groups =>
        from @group in SettingTable.Groups
        let own = @group.Settings.Where(setting => setting.Commands.HasFlag(Id)).ToArray()
        where own.Length > 0
        select @group with { Settings = own };

    public IEnumerable<Setting> Settings => Groups.SelectMany(@group => @group.Settings);
}
