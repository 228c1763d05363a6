package jasyncio;

/// Gets the failures of a loop that nobody awaits. See [EventLoop#setExceptionHandler].
@FunctionalInterface
public interface ExceptionHandler {
  /// Deals with a failure, on the loop's thread, in the context of what failed.
  void handle(EventLoop loop, ExceptionContext context);
}
