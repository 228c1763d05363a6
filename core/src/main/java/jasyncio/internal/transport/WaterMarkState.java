package jasyncio.internal.transport;

import jasyncio.FlowControl.WaterMarks;

/// Decides when a protocol shall pause and resume writing: above the high-water mark, and from
/// there on not until the low one. Loop thread only.
public final class WaterMarkState {
  private WaterMarks marks = new WaterMarks(16 * 1024, 64 * 1024); // asyncio's defaults
  private boolean paused;

  /// The marks in force.
  public WaterMarks marks() {
    return marks;
  }

  /// Sets the marks.
  public void marks(WaterMarks marks) {
    this.marks = marks;
  }

  /// Whether a queue that has come to hold `size` bytes must pause the protocol, which then counts
  /// as paused.
  public boolean pausesAt(int size) {
    if (paused || size <= marks.high()) {
      return false;
    }
    paused = true;
    return true;
  }

  /// Whether a queue that has shrunk to `size` bytes lets a paused protocol go on, which then
  /// counts as writing.
  public boolean resumesAt(int size) {
    if (!paused || size > marks.low()) {
      return false;
    }
    paused = false;
    return true;
  }
}
