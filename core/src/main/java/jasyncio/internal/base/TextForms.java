package jasyncio.internal.base;

import java.math.BigInteger;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The program's values, code and failures in texts that the library makes: messages, logs,
/// reports, and the text forms of its own objects.
///
/// Such a text must not bring the program down. Each is bounded in length and depth; containers of
/// the JDK show their first items; a text form of the program that throws or recurses leaves the
/// name of its class. In texts for tools ([#forTools]) the program's values are shown by class
/// alone, for there its code would run at any time, and perhaps on another thread.
///
/// Mirrors `reprlib`, which asyncio uses for values.
public final class TextForms {
  /// The number of items that a text shows of a container.
  public static final int MOST_ITEMS = 6; // as reprlib

  /// The length of the text of a whole object of the library, such as a task.
  public static final int LONGEST = 2_000;

  private static final int LONGEST_VALUE = 200;
  private static final int DEEPEST = 6;
  private static final String CUT = "…";
  private static final String AGAIN = "...";

  // the objects that are being shown, around the present one
  private static final ScopedValue<Shown> SHOWN = ScopedValue.newInstance();
  private static final ScopedValue<Boolean> FOR_TOOLS = ScopedValue.newInstance();

  private TextForms() {}

  private record Shown(Object object, @Nullable Shown outer, int depth) {
    boolean contains(Object other) {
      for (Shown shown = this; shown != null; shown = shown.outer) {
        if (shown.object == other) {
          return true;
        }
      }
      return false;
    }
  }

  /// Calls `text`, in which the program's own text forms are not asked for.
  public static <T> T forTools(Supplier<T> text) {
    return ScopedValue.where(FOR_TOOLS, true).call(text::get);
  }

  /// `code` by its own text form; for a lambda or method reference, which has no name, the class
  /// that it stands in.
  public static String ofCode(Object code) {
    Class<?> type = code.getClass();
    return type.isHidden() ? ofCodeOf(type) : ofValue(code);
  }

  /// The same for code of which only the class is known.
  public static String ofCodeOf(Class<?> type) {
    return type.isHidden() ? "lambda in " + outerOf(type) : type.getName();
  }

  /// `Client` for `org.example.Client$$Lambda/0x00007f5e0c003200`.
  private static String outerOf(Class<?> lambda) {
    String name = lambda.getName().replaceFirst("[$][$].*|/.*", "");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// A value in a line.
  public static String ofValue(@Nullable Object value) {
    return of(value, LONGEST_VALUE);
  }

  /// An object of the library, or a value that the program made to be shown.
  public static String ofObject(Object object) {
    return nested(object, object::toString, LONGEST);
  }

  /// A failure, by its class and message.
  public static String ofFailure(Throwable failure) {
    return of(failure, LONGEST);
  }

  /// Tells whether `failure`, its causes and those it suppressed have text forms: else to print its
  /// stack trace fails.
  public static boolean isSound(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
    try {
      for (Throwable next; (next = open.poll()) != null; ) {
        if (seen.add(next)) {
          var _ = next.toString().length();
          open.addAll(List.of(next.getSuppressed()));
          Optional.ofNullable(next.getCause()).ifPresent(open::add);
        }
      }
      return true;
    } catch (Throwable t) {
      return false;
    }
  }

  /// The first of `items`, as `[a, b]`; of many, their number as well.
  ///
  /// @param size the number of items
  public static String ofItems(Iterable<?> items, int size) {
    return nested(items, () -> "[" + join(items, size) + "]", LONGEST);
  }

  /// `text`, which is part of the text form of `object`; `...` if that is being made already.
  public static String nested(Object object, Supplier<String> text) {
    return nested(object, text, LONGEST);
  }

  /// A text in a line that is not too long for it.
  public static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + CUT;
  }

  private static String of(@Nullable Object value, int longest) {
    return switch (value) {
      case null -> "null";
      case String text -> cut(text, longest);
      case Collection<?> items when isPlain(value) ->
          nested(value, () -> "[" + join(items, items.size()) + "]", longest);
      case Map<?, ?> map when isPlain(value) ->
          nested(value, () -> "{" + join(map.entrySet(), map.size()) + "}", longest);
      case BigInteger number when number.bitLength() > LONGEST -> nameOf(value);
      case Map.Entry<?, ?> entry when isOfJdk(value) ->
          nested(value, () -> ofValue(entry.getKey()) + "=" + ofValue(entry.getValue()), longest);
      default -> mayAsk(value) ? nested(value, value::toString, longest) : nameOf(value);
    };
  }

  /// Tells whether the text form of `value` is no code of the program, or may be asked for anyway.
  private static boolean mayAsk(Object value) {
    return !FOR_TOOLS.isBound() || isOfLibrary(value) || (isOfJdk(value) && isClosed(value));
  }

  /// Tells whether `value`, of the JDK, holds no values of the program.
  private static boolean isClosed(Object value) {
    return switch (value) {
      case Number _, Boolean _, Character _, Channel _, SocketAddress _ -> true;
      case CompletableFuture<?> stage -> !stage.isDone();
      default -> false;
    };
  }

  /// Tells whether `value` is a container to show by its items.
  private static boolean isPlain(Object value) {
    return isOfJdk(value) && !FOR_TOOLS.isBound();
  }

  private static boolean isOfJdk(Object value) {
    return value.getClass().getClassLoader() == null;
  }

  private static boolean isOfLibrary(Object value) {
    return value.getClass().getModule() == TextForms.class.getModule()
        && StackFilter.isLibrary(value.getClass().getName());
  }

  private static String nested(Object object, Supplier<String> text, int longest) {
    Shown outer = SHOWN.isBound() ? SHOWN.get() : null;
    if (outer != null && (outer.depth == DEEPEST || outer.contains(object))) {
      return AGAIN;
    }
    Shown shown = new Shown(object, outer, outer == null ? 1 : outer.depth + 1);
    try {
      return cut(String.valueOf(ScopedValue.where(SHOWN, shown).call(text::get)), longest);
    } catch (
        Throwable
            t) { // a failure of any kind: a text form must not end the operation that shows it
      return nameOf(object) + " (its text form failed: " + t.getClass().getName() + ")";
    }
  }

  /// `org.example.Order@1f2e3d`, without code of the program.
  private static String nameOf(Object object) {
    return object.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(object));
  }

  private static String join(Iterable<?> items, int size) {
    List<String> texts = new ArrayList<>();
    Iterator<?> each = items.iterator();
    while (texts.size() < MOST_ITEMS && each.hasNext()) {
      texts.add(ofValue(each.next()));
    }
    int more = size - texts.size();
    return String.join(", ", texts) + (more > 0 ? ", <" + more + " more>" : "");
  }
}
