package jasyncio;

/// A handler of failures that no task awaits. See [EventLoop#setExceptionHandler].
@FunctionalInterface
public interface ExceptionHandler {
  /// Handles a failure, on the loop's thread, in the context of the code that failed.
  void handle(EventLoop loop, ExceptionContext context);
}
