package dev.millrace.job.score;

import dev.millrace.job.score.code.CodeVerifier;
import dev.millrace.job.score.countdown.CountdownVerifier;
import dev.millrace.job.score.judge.JudgeVerifier;
import dev.millrace.job.score.math.MathVerifier;
import dev.millrace.job.score.remote.HttpVerifier;
import dev.millrace.job.score.remote.RemoteListener;
import dev.millrace.job.score.rule.ChoiceVerifier;
import dev.millrace.job.score.rule.ContainsVerifier;
import dev.millrace.job.score.rule.FeedbackVerifier;
import dev.millrace.job.score.rule.FormatVerifier;
import dev.millrace.job.score.rule.JsonSchemaVerifier;
import dev.millrace.job.score.rule.RegexVerifier;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The verifiers that this class path offers, by name: the built-in ones and those of users. */
public final class Verifiers {
  private Verifiers() {}

  /**
   * All of them.
   *
   * @param loader where implementations of users are looked for
   * @throws IllegalStateException when two have one name
   */
  public static Map<String, Verifier> load(ClassLoader loader) {
    return load(loader, ScoreSettings.defaults());
  }

  /** All of them, as these settings say. */
  public static Map<String, Verifier> load(ClassLoader loader, ScoreSettings settings) {
    return load(loader, settings, RemoteListener.NONE);
  }

  /** All of them, remote ones telling somebody what they do. */
  public static Map<String, Verifier> load(
      ClassLoader loader, ScoreSettings settings, RemoteListener listener) {
    Map<String, Verifier> byName = new TreeMap<>();
    List.of(
            new ExactVerifier(),
            new NumberVerifier(),
            new CountdownVerifier(),
            new MathVerifier(),
            new ChoiceVerifier(),
            new ContainsVerifier(),
            new RegexVerifier(),
            new FormatVerifier(),
            new JsonSchemaVerifier(),
            new FeedbackVerifier())
        .forEach(verifier -> add(byName, verifier));
    add(byName, new CodeVerifier(settings.code()));
    add(byName, new HttpVerifier(settings.remote(), listener));
    add(byName, new JudgeVerifier(settings.judge(), settings.remote(), listener));
    Iterator<Verifier> users = ServiceLoader.load(Verifier.class, loader).iterator();
    while (users.hasNext()) {
      add(byName, users.next());
    }
    return byName;
  }

  private static void add(Map<String, Verifier> byName, Verifier verifier) {
    Verifier other = byName.putIfAbsent(verifier.name(), verifier);
    if (other != null) {
      throw new IllegalStateException(
          "two verifiers are named "
              + verifier.name()
              + ": "
              + other.getClass().getName()
              + " and "
              + verifier.getClass().getName());
    }
  }
}
