using RtcPeer.WebRtc.Core;
using RtcPeer.WebRtc.Sctp.Packets;
using RtcPeer.WebRtc.Sctp.Receiving;

namespace RtcPeer.WebRtc.Sctp;

/// <summary>The other end's re-configuration requests, numbered so that a repeated one is not performed twice (RFC 6525 section 5.2).</summary>
internal sealed class IncomingRequests(DataReceiver receiver, PeerParameters peer)
{
    private uint _expected = peer.InitialTsn.Value;
    private ReconfigResult _lastResult = ReconfigResult.NothingToDo;
    private ReconfigResponse? _response;

    /// <summary>Of the last request that was taken.</summary>
    public uint LastNumber => _expected - 1;

    /// <summary>Takes one request; false if it makes no sense.</summary>
    public bool Receive(Parameter parameter)
    {
        if (!new ByteReader(parameter.Value).TryReadUInt32(out var number)) return false;
        if (number == LastNumber) _response = new(number, CurrentResult());
        else if (number != _expected) _response = new(number, ReconfigResult.BadSequenceNumber);
        else if (receiver.IsResetDeferred) _response = new(number, ReconfigResult.RequestInProgress);
        else if (TryPerform(parameter, out var result))
        {
            _expected++;
            _lastResult = result;
            _response = new(number, result);
        }
        else return false;
        return true;
    }

    public bool TryWrite(ref ByteWriter writer)
    {
        const int Size = 16;
        if (_response is not { } response || writer.Free < Size) return false;
        response.Write(ref writer);
        _response = null;
        return true;
    }

    /// <summary>What was in progress may have been performed since.</summary>
    private ReconfigResult CurrentResult()
    {
        if (_lastResult == ReconfigResult.InProgress && !receiver.IsResetDeferred) _lastResult = ReconfigResult.Performed;
        return _lastResult;
    }

    /// <summary>Streams are all there from the start, and ours are ours to reset: only the first kind is of use.</summary>
    private bool TryPerform(Parameter parameter, out ReconfigResult result)
    {
        result = ReconfigResult.Denied;
        switch ((ParameterType)parameter.Type)
        {
            case ParameterType.OutgoingSsnResetRequest:
                if (!OutgoingResetRequest.TryRead(parameter, out var reset)) return false;
                result = receiver.Reset(reset);
                return true;
            case ParameterType.AddOutgoingStreamsRequest:
                var reader = new ByteReader(parameter.Value);
                if (!reader.TryReadUInt32(out _) || !reader.TryReadUInt16(out var count)) return false;
                if (receiver.TryAddStreams(count)) result = ReconfigResult.Performed;
                return true;
            case ParameterType.IncomingSsnResetRequest:
            case ParameterType.SsnTsnResetRequest:
            case ParameterType.AddIncomingStreamsRequest:
                return true;
            default:
                return false;
        }
    }
}
