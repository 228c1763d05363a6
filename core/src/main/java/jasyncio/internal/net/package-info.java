/// Tier 8: sockets, over TCP, UDP and Unix. Connecting, serving, the two socket transports, files
/// sent through them, and the single operations on sockets without a transport.
package jasyncio.internal.net;
