/**
 * Loaded into each child of the embedded mode before its own program. The channel to the parent closes when the
 * parent is gone, however it ended: the child then stops as it would on SIGTERM, so that no process is left that
 * still holds the port.
 */
const stop = (): void => {
  process.kill(process.pid, "SIGTERM");
};
process.on("disconnect", stop);
// The parent may have gone before this was loaded. In threads of the child, and where there is no channel, it is undefined.
if (process.connected === false) stop();
// A listener keeps the channel, and with it the process, alive; the program alone shall decide when it ends.
process.channel?.unref();
