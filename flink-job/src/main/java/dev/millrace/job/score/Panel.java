package dev.millrace.job.score;

import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The verifiers that judge one prompt together: those whose names its verifier joins with {@code
 * +}, as in {@code countdown+format}. The first one judges the answer: it has the parameters and
 * gives the channels as they are. Of every later one the parameters and channels carry its name and
 * a dot in front, as in {@code format.tags}, so that none hides one of the first.
 */
public final class Panel {
  private final List<Member> members;

  private Panel(List<Member> members) {
    this.members = members;
  }

  /**
   * A verifier and the prompt as it sees it.
   *
   * @param prefix of its channels
   */
  private record Member(Verifier verifier, Prompt prompt, String prefix) {}

  /**
   * The panel of a prompt.
   *
   * @param verifiers by name
   * @throws IllegalArgumentException when one is unknown or named twice
   */
  public static Panel of(Prompt prompt, Map<String, Verifier> verifiers) {
    List<String> names = prompt.verifierParts();
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Verifier verifier = verifiers.get(name);
      if (verifier == null) {
        throw new IllegalArgumentException("verifier '" + name + "' is unknown");
      }
      if (names.indexOf(name) < i) {
        throw new IllegalArgumentException(
            "verifier " + name + " is named twice in " + prompt.verifier());
      }
      members.add(
          names.size() == 1
              ? new Member(verifier, prompt, "")
              : new Member(verifier, seenBy(i, names, prompt), i == 0 ? "" : name + "."));
    }
    return new Panel(members);
  }

  private static Prompt seenBy(int member, List<String> names, Prompt prompt) {
    Map<String, String> own = new HashMap<>();
    prompt
        .verifierParameters()
        .forEach(
            (key, value) -> {
              int owner = 0;
              for (int i = 1; i < names.size(); i++) {
                owner = key.startsWith(names.get(i) + ".") ? i : owner;
              }
              if (owner == member) {
                own.put(owner == 0 ? key : key.substring(names.get(owner).length() + 1), value);
              }
            });
    return new Prompt(
        prompt.promptId(),
        prompt.dataset(),
        prompt.text(),
        prompt.tokens(),
        prompt.reference(),
        names.get(member),
        own,
        prompt.createdAtMillis());
  }

  /** What the first one says of a response, which is whether it is right. */
  public Map<String, Float> verdict(String response) {
    Member first = members.get(0);
    return first.verifier().score(first.prompt(), response);
  }

  /** Whether every one of them is {@link Verifier#isBounded bounded}. */
  boolean isBounded() {
    return members.stream().allMatch(member -> member.verifier().isBounded());
  }

  /** A response as judged by all of them, one after the other on this thread. */
  Judgement judgement(Response response) {
    List<Said> said = new ArrayList<>();
    for (Member member : members) {
      said.add(ask(member, response));
    }
    return merged(response.responseId(), said);
  }

  /**
   * A response as judged by all of them, those without bounds by somebody else.
   *
   * @param asking asks a verifier without bounds
   */
  CompletableFuture<Judgement> judgement(Response response, Asking asking) {
    List<CompletableFuture<Said>> said = new ArrayList<>();
    for (Member member : members) {
      said.add(
          member.verifier().isBounded()
              ? CompletableFuture.completedFuture(ask(member, response))
              : asking
                  .ask(member.verifier().name(), member.prompt(), response)
                  .handle(Said::new)
                  .toCompletableFuture());
    }
    return CompletableFuture.allOf(said.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                merged(response.responseId(), said.stream().map(CompletableFuture::join).toList()));
  }

  /** Asks verifiers that may take their time. */
  interface Asking {
    CompletionStage<Map<String, Float>> ask(String verifier, Prompt prompt, Response response);
  }

  /** What one of them said; one of the two is null. */
  private record Said(@Nullable Map<String, Float> channels, @Nullable Throwable failure) {}

  private static Said ask(Member member, Response response) {
    try {
      return new Said(member.verifier().score(member.prompt(), response), null);
    } catch (RuntimeException e) {
      // Any failure of foreign code is the same fact: this response was not judged.
      return new Said(null, e);
    }
  }

  private Judgement merged(String responseId, List<Said> said) {
    try {
      return joined(responseId, said);
    } catch (RuntimeException e) {
      // Such as a channel without a value, which only code without these checks can give.
      return Judgement.unscored("channels of response " + responseId + ": " + e);
    }
  }

  private Judgement joined(String responseId, List<Said> said) {
    Map<String, Float> all = members.size() == 1 ? Map.of() : new TreeMap<>();
    for (int i = 0; i < said.size(); i++) {
      Member member = members.get(i);
      String who = "verifier " + member.verifier().name() + " on response " + responseId;
      Map<String, Float> channels = said.get(i).channels();
      if (channels == null) {
        return Judgement.unscored(who + ": " + cause(said.get(i).failure()));
      }
      if (!channels.containsKey(Verifier.CORRECT)) {
        return Judgement.unscored(who + " gave no channel " + Verifier.CORRECT);
      }
      if (channels.values().stream().anyMatch(value -> !Float.isFinite(value))) {
        return Judgement.unscored(who + " gave " + channels);
      }
      if (members.size() == 1) {
        return Judgement.of(channels);
      }
      for (Map.Entry<String, Float> channel : channels.entrySet()) {
        String name = member.prefix() + channel.getKey();
        if (all.put(name, channel.getValue()) != null) {
          return Judgement.unscored(who + " gave channel " + name + ", which another gave too");
        }
      }
    }
    return Judgement.of(all);
  }

  /** What a stage of a completion adds to a failure is of no interest. */
  private static String cause(@Nullable Throwable failure) {
    Throwable shown = failure instanceof CompletionException ? failure.getCause() : failure;
    return shown == null ? "no judgement" : shown.toString();
  }
}
