package program;

/// A program outside the library's packages, so that reports show its frames.
public final class Blocking {
  private Blocking() {}

  public static void blocksItsThread() throws InterruptedException {
    Thread.sleep(500);
  }
}
