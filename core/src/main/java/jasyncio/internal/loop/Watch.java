package jasyncio.internal.loop;

/// One channel on the loop's selector, with what to run when it is ready.
///
/// A new watch asks for nothing. The callbacks run on the loop in the turn that saw the channel
/// ready, and again in every turn for as long as it stays ready and the interest stands: a callback
/// that cannot make progress must withdraw its interest.
///
/// Loop thread only.
public interface Watch {
  /// Whether `readable` shall run when the channel can be read, accepted from or has hung up.
  void reading(boolean wanted);

  /// Whether `writable` shall run when the channel can be written or has finished connecting.
  void writing(boolean wanted);

  /// Takes the channel off the selector. Nothing runs afterwards, not even what this turn already
  /// saw. The channel stays open and belongs to the caller; close it after this, never before.
  void cancel();
}
