/**
 * Loaded into each child of the embedded mode before its own program. The channel to the parent closes when the
 * parent is gone, however it ended: the child then stops as it would on SIGTERM, so that no process is left that
 * still holds the port.
 */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// A listener keeps the channel, and with it the process, alive; the program alone shall decide when it ends.
process.channel?.unref();
