using NUnit.Framework;
using RtcPeer.Peer.Tests.Core;
using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Mdns;

namespace RtcPeer.Peer.Tests.Mdns;

/// <summary>Who asks and who answers, in virtual time.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class MdnsExchangeTests
{
    private const int Eth0 = 2;

    private static readonly MdnsPeer Neighbour = new(Eth0, TransportAddress.Create([192, 0, 2, 9], MdnsResolver.Port));

    private readonly MdnsResolver _resolver = new(allowsIPv6: true);
    private readonly MdnsResponder _responder = new();
    private readonly byte[] _buffer = new byte[MdnsMessages.MaxLength];
    private Instant _now;

    [Test]
    public void A_question_and_its_answer()
    {
        _responder.Register(MdnsVectors.Name, MdnsVectors.Address);
        _resolver.Resolve(MdnsVectors.Name, _now);

        Assert.That(Query(), Is.EqualTo(MdnsVectors.Query));
        _responder.Receive(MdnsVectors.Query, Neighbour, _now);
        Assert.That(Answer(out var to), Is.EqualTo(MdnsVectors.Response), "once, although it asks for two types");
        Assert.That(to, Is.EqualTo(new MdnsPeer(Eth0, null)));
        Assert.That(Answer(out _), Is.Null);

        _resolver.Receive(MdnsVectors.Response);
        Assert.That(Events(), Is.EqualTo(new[] { new MdnsEvent(MdnsVectors.Name, MdnsVectors.Address) }));
        Assert.That(_resolver.NextDeadline, Is.EqualTo(Instant.Never));
    }

    [Test]
    public void An_answer_of_another_shape_is_understood()
    {
        _resolver.Resolve(MdnsVectors.Name, _now);
        _resolver.Receive(MdnsVectors.ForeignResponse);

        Assert.That(Events(), Is.EqualTo(new[] { new MdnsEvent(MdnsVectors.Name, MdnsVectors.AddressOf6) }));
    }

    [Test]
    public void A_name_that_nobody_answers_for_is_asked_three_times_and_given_up()
    {
        _resolver.Resolve(MdnsVectors.Name, _now);
        var asked = new List<TimeSpan>();
        var start = _now;
        while (_resolver.NextDeadline != Instant.Never)
        {
            _now = _resolver.NextDeadline;
            _resolver.Tick(_now);
            while (Query() is not null) asked.Add(_now - start);
        }

        Assert.That(asked.Select(wait => wait.TotalSeconds), Is.EqualTo(new[] { 0, 1, 3 }));
        Assert.That((_now - start).TotalSeconds, Is.EqualTo(7));
        Assert.That(Events(), Is.EqualTo(new[] { new MdnsEvent(MdnsVectors.Name, null) }));
    }

    [Test]
    public void More_names_than_are_sensible_are_not_asked_for()
    {
        var entropy = new SeededEntropy(1);
        for (var i = 0; i < 1000; i++) _resolver.Resolve(MdnsName.Create(entropy), _now);
        var asked = 0;
        while (Query() is not null) asked++;

        Assert.That(asked, Is.EqualTo(MdnsResolver.MaxOutstanding));
        Assert.That(Events(), Has.Count.EqualTo(1000 - MdnsResolver.MaxOutstanding));
    }

    [Test]
    public void Only_answers_to_what_was_asked_count()
    {
        _resolver.Resolve(new MdnsName(Guid.Empty), _now);
        _resolver.Receive(MdnsVectors.Response);
        _resolver.Receive(MdnsVectors.Query);

        Assert.That(Events(), Is.Empty);
    }

    [Test]
    public void A_record_that_is_taken_back_is_no_answer()
    {
        var goodbye = MdnsVectors.Response.ToArray();
        goodbye.AsSpan().Slice(goodbye.AsSpan().IndexOf(new byte[] { 0, 0, 0, 0x78 }), 4).Clear();
        _resolver.Resolve(MdnsVectors.Name, _now);
        _resolver.Receive(goodbye);

        Assert.That(Events(), Is.Empty);
    }

    [Test]
    public void Without_IPv6_it_is_neither_asked_for_nor_taken()
    {
        var resolver = new MdnsResolver(allowsIPv6: false);
        resolver.Resolve(MdnsVectors.Name, _now);
        resolver.TryWrite(_buffer, _now, out var length);
        resolver.Receive(MdnsVectors.ForeignResponse);

        Assert.That(_buffer[..length], Is.EqualTo(MdnsVectors.Query[..4].Concat(new byte[] { 0, 1 }).Concat(MdnsVectors.Query[6..^6])));
        Assert.That(resolver.TryNextEvent(out _), Is.False);
    }

    [Test]
    public void An_answer_goes_to_all_at_most_once_a_second_and_to_each_interface()
    {
        _responder.Register(MdnsVectors.Name, MdnsVectors.Address);
        for (var i = 0; i < 10; i++) _responder.Receive(MdnsVectors.Query, Neighbour, _now + TimeSpan.FromMilliseconds(90 * i));
        _responder.Receive(MdnsVectors.Query, Neighbour with { Interface = 3 }, _now);
        Assert.That(CountAnswers(), Is.EqualTo(2));

        _responder.Receive(MdnsVectors.Query, Neighbour, _now + TimeSpan.FromSeconds(1));
        Assert.That(CountAnswers(), Is.EqualTo(1));
    }

    [Test]
    public void Who_asks_from_another_port_gets_an_answer_of_his_own_as_unicast_DNS_has_it()
    {
        _responder.Register(MdnsVectors.Name, MdnsVectors.Address);
        var query = MdnsVectors.Query[..^6];
        (query[0], query[1], query[5]) = (0x12, 0x34, 1);
        var from = new MdnsPeer(Eth0, TransportAddress.Create([192, 0, 2, 9], 40_000));
        _responder.Receive(query, from, _now);

        Assert.That(Answer(out var to), Is.EqualTo(MdnsVectors.LegacyResponse));
        Assert.That(to, Is.EqualTo(from));
    }

    [Test]
    public void Who_wants_it_by_unicast_gets_it_so()
    {
        _responder.Register(MdnsVectors.Name, MdnsVectors.Address);
        var query = MdnsVectors.Query.ToArray();
        query[^8] |= 0x80;
        query[^2] |= 0x80;
        _responder.Receive(query, Neighbour, _now);

        Assert.That(Answer(out var to), Is.EqualTo(MdnsVectors.Response));
        Assert.That(to.Address, Is.EqualTo(Neighbour.Address).Or.Null);
    }

    [Test]
    public void A_name_that_is_none_of_ours_or_not_any_more_gets_no_answer()
    {
        _responder.Receive(MdnsVectors.Query, Neighbour, _now);
        _responder.Register(MdnsVectors.Name, MdnsVectors.Address);
        _responder.Receive(MdnsVectors.Response, Neighbour, _now);
        _responder.Receive(MdnsVectors.Query, Neighbour, _now);
        _responder.Unregister(MdnsVectors.Name);

        Assert.That(Answer(out _), Is.Null);
    }

    [Test]
    public void A_flood_of_questions_leaves_few_answers()
    {
        _responder.Register(MdnsVectors.Name, MdnsVectors.Address);
        for (var i = 1; i < 10_000; i++)
            _responder.Receive(MdnsVectors.Query, new MdnsPeer(Eth0, Neighbour.Address!.Value.WithPort((ushort)i)), _now);

        Assert.That(CountAnswers(), Is.LessThanOrEqualTo(32));
    }

    private byte[]? Query() => _resolver.TryWrite(_buffer, _now, out var length) ? _buffer[..length] : null;

    private byte[]? Answer(out MdnsPeer to) => _responder.TryWrite(_buffer, out var length, out to) ? _buffer[..length] : null;

    private int CountAnswers()
    {
        var count = 0;
        while (Answer(out _) is not null) count++;
        return count;
    }

    private List<MdnsEvent> Events()
    {
        var events = new List<MdnsEvent>();
        while (_resolver.TryNextEvent(out var happened)) events.Add(happened);
        return events;
    }
}
