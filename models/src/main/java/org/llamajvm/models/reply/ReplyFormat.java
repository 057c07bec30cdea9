package org.llamajvm.models.reply;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.llamajvm.models.thinking.ThinkingFormat;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolFormat;

/**
 * How the text of an answer is to be read. Immutable.
 *
 * @param thinking how thoughts are marked; empty if they are not to be told from the rest
 * @param begun whether the prompt has begun a thought
 * @param tools how calls of functions are written
 * @param offered functions; no call is looked for if there are none
 * @param parallel whether the answer may have more than one call
 * @param isDemanded whether the answer must have a call
 * @param beginning of the answer that is in the prompt, and is read before what the model makes
 */
public record ReplyFormat(
    Optional<ThinkingFormat> thinking,
    boolean begun,
    ToolFormat tools,
    List<Tool> offered,
    boolean parallel,
    boolean isDemanded,
    String beginning) {

  /** All of an answer is text. */
  public static final ReplyFormat PLAIN =
      new ReplyFormat(Optional.empty(), false, ToolFormat.GENERIC, List.of(), true, false, "");

  /** Checks that nothing is missing, and copies the list. */
  public ReplyFormat {
    Objects.requireNonNull(thinking);
    Objects.requireNonNull(tools);
    Objects.requireNonNull(beginning);
    offered = List.copyOf(offered);
  }

  /** Thoughts are told from the rest, calls are not. */
  public static ReplyFormat of(ThinkingFormat thinking, boolean begun) {
    return new ReplyFormat(
        Optional.of(thinking), begun, ToolFormat.GENERIC, List.of(), true, false, "");
  }

  /** The same for an answer that continues a text, in which a thought may have begun. */
  ReplyFormat continued(String text) {
    if (text.isBlank() || thinking.isEmpty()) {
      return this;
    }
    ThinkingFormat marks = thinking.get();
    boolean inThought =
        (begun || text.stripLeading().startsWith(marks.open())) && !text.contains(marks.close());
    return new ReplyFormat(
        inThought ? thinking : Optional.empty(),
        inThought,
        tools,
        offered,
        parallel,
        isDemanded,
        beginning);
  }

  /** Whether all of an answer is text. */
  public boolean isPlain() {
    return thinking.isEmpty() && offered.isEmpty();
  }

  /** The names of tokens that have to be read as text even where they are special. */
  public Set<String> marks() {
    Set<String> marks = new HashSet<>();
    thinking.ifPresent(format -> marks.addAll(format.marks()));
    if (!offered.isEmpty()) {
      marks.addAll(tools.marks());
    }
    return marks;
  }
}
