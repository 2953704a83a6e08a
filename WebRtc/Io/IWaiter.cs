namespace RtcPeer.WebRtc.Io;

/// <summary>Somebody for whom something has come of a stay inside the session.</summary>
internal interface IWaiter
{
    /// <summary>Lets it go on.</summary>
    /// <param name="mayRunHere">On this thread, if it asked for that; else on the thread pool in any case.</param>
    void Wake(bool mayRunHere);
}
