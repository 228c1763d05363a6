package jasyncio;

/// The functions of the module, for `import static`.
public final class Asyncio {
  private Asyncio() {}
}
