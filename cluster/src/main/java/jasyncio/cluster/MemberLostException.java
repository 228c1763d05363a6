package jasyncio.cluster;

/// The member that was to run a function has gone before it said how that ended.
public final class MemberLostException extends ClusterException {
  private static final long serialVersionUID = 1;

  /// Whether the function has begun.
  public enum Begun {
    /// It has not, so that it can be submitted again.
    NO,
    /// It was sent, and no word has come since: it may have begun, and even ended.
    UNKNOWN,
    /// It has; nobody knows how far it got.
    YES
  }

  private final Member member;
  private final Begun begun;

  /// The loss of `member`.
  public MemberLostException(String function, Member member, Begun begun) {
    super(
        "%s on member %s, which is gone: it %s"
            .formatted(
                function,
                member,
                switch (begun) {
                  case NO -> "had not begun";
                  case UNKNOWN -> "may have begun";
                  case YES -> "had begun";
                }));
    this.member = member;
    this.begun = begun;
  }

  /// The member that is gone.
  public Member member() {
    return member;
  }

  /// Whether the function has begun.
  public Begun begun() {
    return begun;
  }
}
