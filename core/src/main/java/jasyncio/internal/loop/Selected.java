package jasyncio.internal.loop;

/// The attachment of a key on a loop's selector.
interface Selected {
  /// The selector found the channel ready. Loop thread only.
  void selected();
}
