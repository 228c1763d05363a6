package jasyncio.cli;

/// Carries what a program threw out of its `main` past picocli, which stops exceptions but no
/// errors.
final class ProgramFailure extends Error {
  private static final long serialVersionUID = 1;

  ProgramFailure(Throwable thrown) {
    super(thrown);
  }
}
