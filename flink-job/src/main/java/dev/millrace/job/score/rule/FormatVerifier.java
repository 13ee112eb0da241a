package dev.millrace.job.score.rule;

import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Right when the response has the form that its prompt asks for: blocks of tags in an order, and a
 * length. It says nothing about the answer, so it mostly stands behind a verifier that does.
 *
 * <p>Parameters, of which {@code tags}, {@code min-length} or {@code max-length} must be given:
 *
 * <ul>
 *   <li>{@code tags}: names with spaces between, as in {@code think answer}. Each block {@code
 *       <name>…</name>} is there once, in this order, none inside another; an opening or closing
 *       tag of one of the names anywhere else is wrong, and so is an empty block.
 *   <li>{@code outside}: {@code none}, the default, lets only white space stand outside of the
 *       blocks, {@code any} lets anything.
 *   <li>{@code opened}: {@code yes} when the prompt ends with the first opening tag, so that the
 *       response begins inside of the first block; default {@code no}.
 *   <li>{@code min-length}, {@code max-length}: of the response, in characters (code points), white
 *       space around it left out.
 * </ul>
 *
 * <p>Channels: {@code correct} when everything asked for holds, {@code tags} and {@code length}
 * where asked for; each 1 or 0.
 */
public final class FormatVerifier implements Verifier {
  static final String TAGS = "tags";
  static final String LENGTH = "length";

  private static final Pattern TAG_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  private static final Set<String> PARAMETERS =
      Set.of(TAGS, "outside", "opened", "min-length", "max-length");

  @Override
  public String name() {
    return "format";
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public Map<String, Float> score(Prompt prompt, String response) {
    Parameters parameters = Parameters.of(prompt, PARAMETERS);
    boolean length = parameters.has("min-length") || parameters.has("max-length");
    if (!length && !parameters.has(TAGS)) {
      throw parameters.refused("tags, min-length or max-length", "is needed, and none is given");
    }
    Map<String, Float> channels = new TreeMap<>();
    if (parameters.has(TAGS)) {
      List<String> tags = tags(parameters);
      boolean anyOutside = parameters.oneOf("outside", "none", "any").equals("any");
      boolean opened = parameters.oneOf("opened", "no", "yes").equals("yes");
      String whole = opened ? "<" + tags.get(0) + ">" + response : response;
      channels.put(TAGS, hasBlocks(whole, tags, anyOutside) ? 1f : 0f);
    }
    if (length) {
      int least = parameters.whole("min-length", 0, 0, Integer.MAX_VALUE);
      int most = parameters.whole("max-length", Integer.MAX_VALUE, least, Integer.MAX_VALUE);
      String text = response.strip();
      int characters = text.codePointCount(0, text.length());
      channels.put(LENGTH, characters >= least && characters <= most ? 1f : 0f);
    }
    boolean all = channels.values().stream().allMatch(value -> value == 1f);
    channels.put(CORRECT, all ? 1f : 0f);
    return channels;
  }

  private static List<String> tags(Parameters parameters) {
    List<String> tags = List.of(parameters.text(TAGS).orElse("").strip().split(" +"));
    if (tags.size() > 20
        || Set.copyOf(tags).size() < tags.size()
        || !tags.stream().allMatch(tag -> TAG_NAME.matcher(tag).matches())) {
      throw parameters.refused(
          TAGS, "must be at most 20 different tag names with spaces between, was '" + tags + "'");
    }
    return tags;
  }

  private static boolean hasBlocks(String text, List<String> tags, boolean anyOutside) {
    int at = 0;
    for (String tag : tags) {
      String open = "<" + tag + ">";
      String close = "</" + tag + ">";
      int begin = text.indexOf(open, at);
      int end = begin < 0 ? -1 : text.indexOf(close, begin + open.length());
      boolean once = end >= 0 && text.indexOf(open) == begin && text.indexOf(close) == end;
      if (!once
          || text.indexOf(open, begin + 1) >= 0
          || text.indexOf(close, end + 1) >= 0
          || text.substring(begin + open.length(), end).isBlank()
          || !(anyOutside || text.substring(at, begin).isBlank())) {
        return false;
      }
      at = end + close.length();
    }
    return anyOutside || text.substring(at).isBlank();
  }
}
