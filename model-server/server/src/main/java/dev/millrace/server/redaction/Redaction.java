package dev.millrace.server.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Several rules, one after the other. */
public final class Redaction implements Redactor {
  private static final Redaction NOTHING = new Redaction(List.of());

  private final List<Redactor> rules;

  private Redaction(List<Redactor> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The built-in rules, and behind them those that are found on the class path. */
  public static Redaction standard() {
    List<Redactor> rules = new ArrayList<>();
    rules.add(new Secrets());
    rules.add(new EmailAddresses());
    rules.add(new CardNumbers());
    rules.add(new PhoneNumbers());
    ServiceLoader.load(Redactor.class).forEach(rules::add);
    return new Redaction(rules);
  }

  /** No rule at all. */
  public static Redaction nothing() {
    return NOTHING;
  }

  @Override
  public String redact(String text) {
    String redacted = text;
    for (Redactor rule : rules) {
      redacted = rule.redact(redacted);
    }
    return redacted;
  }

  /** Whether any rule finds something. */
  public boolean finds(String text) {
    return !redact(text).equals(text);
  }
}
