using RtcPeer.Relay;

return await RelayCommand.RunAsync(args).ConfigureAwait(false);
