/* What waits on a shared tablet, sealed to the server's key (docs/dev/offline.md): this script can add, never read back. */
