package jasyncio;

import jasyncio.internal.base.TextForms;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A group of failures. The first is also its cause, the others are its suppressed exceptions, so
/// that a stack trace shows all.
///
/// Mirrors Python's `ExceptionGroup` and `BaseExceptionGroup`.
public class ExceptionGroup extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// A group cut in two by [#split(Predicate)].
  ///
  /// @param matched the part that matched, or null if no exception did
  /// @param rest the part that did not match, or null if every exception did
  public record Split(@Nullable ExceptionGroup matched, @Nullable ExceptionGroup rest) {}

  private final String title;
  private final transient List<Throwable> exceptions;

  /// A group of at least one exception.
  ///
  /// @param title a description of the failures; the message adds their number and the first of
  ///   them
  /// @throws IllegalArgumentException if there is no exception
  @SuppressWarnings("this-escape") // addSuppressed is final
  public ExceptionGroup(String title, List<? extends Throwable> exceptions) {
    super(message(title, exceptions), exceptions.getFirst());
    this.title = title;
    this.exceptions = List.copyOf(exceptions);
    this.exceptions.stream().skip(1).forEach(this::addSuppressed);
  }

  private static String message(String title, List<? extends Throwable> exceptions) {
    Objects.requireNonNull(title, "title");
    if (exceptions.isEmpty()) {
      throw new IllegalArgumentException("a group of exceptions needs at least one");
    }
    int count = exceptions.size();
    return title
        + (count == 1 ? " (1 sub-exception: " : " (" + count + " sub-exceptions, first: ")
        + TextForms.ofFailure(exceptions.getFirst())
        + ")";
  }

  /// The failures, at least one. Mirrors `ExceptionGroup.exceptions`.
  public final List<Throwable> exceptions() {
    return exceptions;
  }

  /// Returns the part of this group, nested in the same way, whose exceptions match; null if none
  /// does. A group that matches itself is taken whole. Mirrors `ExceptionGroup.subgroup`.
  public @Nullable ExceptionGroup subgroup(Predicate<Throwable> which) {
    return split(which).matched();
  }

  /// Splits this group in two: the exceptions that match, and those that do not. Mirrors
  /// `ExceptionGroup.split`.
  public Split split(Predicate<Throwable> which) {
    if (which.test(this)) {
      return new Split(this, null);
    }
    List<Throwable> matched = new ArrayList<>();
    List<Throwable> rest = new ArrayList<>();
    for (Throwable exception : exceptions) {
      if (exception instanceof ExceptionGroup group) {
        Split split = group.split(which);
        addIfThere(matched, split.matched());
        addIfThere(rest, split.rest());
      } else {
        (which.test(exception) ? matched : rest).add(exception);
      }
    }
    return new Split(part(matched), part(rest));
  }

  private static void addIfThere(List<Throwable> list, @Nullable ExceptionGroup group) {
    if (group != null) {
      list.add(group);
    }
  }

  private @Nullable ExceptionGroup part(List<Throwable> some) {
    if (some.isEmpty()) {
      return null;
    }
    ExceptionGroup group = new ExceptionGroup(title, some);
    group.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      if (!exceptions.contains(suppressed)) { // those are its own members
        group.addSuppressed(suppressed);
      }
    }
    return group;
  }
}
