package jasyncio.internal.net;

/// Where a [ReadPipeTransport] has its bytes from. Loop thread only.
///
/// Tells the transport `received`, `ended` and `failed`, on the loop, and only while reading is
/// wanted.
interface Inlet {

  /// Whether bytes shall be handed over.
  void reading(boolean wanted);

  /// Gives the pipe back to the system. The transport hears nothing afterwards.
  void close();
}
