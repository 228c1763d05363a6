package jasyncio.internal.http;

/// A request that is answered by an error.
public final class HttpException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  HttpException(int status, String message) {
    super(message);
    this.status = status;
  }

  HttpResponse response() {
    return HttpResponse.text(status, String.valueOf(getMessage()));
  }
}
