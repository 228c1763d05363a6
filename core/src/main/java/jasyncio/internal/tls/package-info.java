/// Tier 8: TLS, a protocol to the transport below it and a transport to the protocol above it; and
/// the certificates and keys that it reads.
package jasyncio.internal.tls;
