package jasyncio.internal.net;

import jasyncio.Protocol;

/// A protocol that would rather be given some of what is there than have to divide it.
public interface TakesPortions {
  /// How many bytes it should be given at most, at the moment.
  int portion();

  /// How many bytes `protocol` should be given at most, at the moment.
  static int portionOf(Protocol protocol) {
    return protocol instanceof TakesPortions taker ? taker.portion() : Integer.MAX_VALUE;
  }
}
