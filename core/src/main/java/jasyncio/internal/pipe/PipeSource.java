package jasyncio.internal.pipe;

/// Where a [ReadPipeTransport] has its bytes from. Loop thread only.
///
/// Tells the transport `received`, `ended` and `failed`, on the loop, and only while reading is
/// wanted.
public interface PipeSource {

  /// Whether bytes shall be handed over.
  void reading(boolean wanted);

  /// Gives the pipe back to the system. The transport hears nothing afterwards.
  void close();
}
