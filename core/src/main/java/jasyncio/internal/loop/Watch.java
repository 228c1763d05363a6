package jasyncio.internal.loop;

/// A channel on the loop's selector, with the callbacks for its readiness.
///
/// A new watch asks for nothing. The callbacks run on the loop in the turn that saw the channel
/// ready, and again in every turn for as long as it stays ready and the interest stands: a callback
/// that cannot make progress must withdraw its interest.
///
/// Loop thread only.
public interface Watch {
  /// Sets whether `readable` runs when the channel can be read, can be accepted from or has hung
  /// up.
  void reading(boolean wanted);

  /// Sets whether `writable` runs when the channel can be written or has finished connecting.
  void writing(boolean wanted);

  /// Takes the channel off the selector. No callback runs afterwards, even if this turn found the
  /// channel ready. The channel stays open and belongs to the caller; close it after this, never
  /// before.
  void cancel();
}
