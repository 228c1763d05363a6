/// Tools: an HTTP server on loopback, for the pages of tools.
///
/// It has threads of its own, so that it also answers while a loop is stuck. Nothing here knows a
/// loop.
package jasyncio.internal.http;
