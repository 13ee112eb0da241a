package dev.millrace.job.score;

import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /**
   * The channels of a response by all of them.
   *
   * @param responseId names the response in an error
   * @throws UnscoredException when one fails, or says something unusable
   */
  Map<String, Float> channels(String responseId, String response) throws UnscoredException {
    Map<String, Float> all = members.size() == 1 ? Map.of() : new TreeMap<>();
    for (Member member : members) {
      String who = "verifier " + member.verifier().name() + " on response " + responseId;
      Map<String, Float> channels;
      try {
        channels = member.verifier().score(member.prompt(), response);
      } catch (RuntimeException e) {
        // Any failure of foreign code is the same fact: this response was not judged.
        throw new UnscoredException(who + ": " + e, e);
      }
      if (!channels.containsKey(Verifier.CORRECT)) {
        throw new UnscoredException(who + " gave no channel " + Verifier.CORRECT);
      }
      if (channels.values().stream().anyMatch(value -> !Float.isFinite(value))) {
        throw new UnscoredException(who + " gave " + channels);
      }
      if (members.size() == 1) {
        return channels;
      }
      for (Map.Entry<String, Float> channel : channels.entrySet()) {
        String name = member.prefix() + channel.getKey();
        if (all.put(name, channel.getValue()) != null) {
          throw new UnscoredException(who + " gave channel " + name + ", which another gave too");
        }
      }
    }
    return all;
  }
}
