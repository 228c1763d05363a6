package jasyncio;

/// The encryption of a TLS connection: asyncio's extra info `cipher`.
///
/// @param name of the cipher suite, such as `TLS_AES_256_GCM_SHA384`
/// @param protocol the version of TLS, such as `TLSv1.3`
/// @param secretBits the length of the key; 0 if the suite's name does not tell
public record TlsCipher(String name, String protocol, int secretBits) {}
