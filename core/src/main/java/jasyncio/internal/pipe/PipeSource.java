package jasyncio.internal.pipe;

/// The system's side of a [ReadPipeTransport], which gives it bytes. Loop thread only.
///
/// Tells the transport `received`, `ended` and `failed`, on the loop, and only while reading is
/// wanted.
public interface PipeSource {

  /// Sets whether bytes are to be handed over.
  void reading(boolean wanted);

  /// Gives the pipe back to the system. The transport hears nothing afterwards.
  void close();
}
