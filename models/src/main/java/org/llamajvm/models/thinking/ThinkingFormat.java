package org.llamajvm.models.thinking;

import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How models of a family mark what they think before they answer. Stateless.
 *
 * @param open the mark before a thought
 * @param close the mark behind it
 * @param answerOpen a mark that may follow, before the answer; empty for none
 * @param answerClose the mark behind the answer, if there was one before it
 */
public record ThinkingFormat(String open, String close, String answerOpen, String answerClose) {

  /** The tags that most models use. */
  public static final ThinkingFormat TAGS = new ThinkingFormat("<think>", "</think>", "", "");

  /** Channels of gpt-oss: each message has a header that names its own. */
  public static final ThinkingFormat HARMONY =
      new ThinkingFormat(
          "<|channel|>analysis<|message|>",
          "<|end|>",
          "<|start|>assistant<|channel|>final<|message|>",
          "<|return|>");

  private static final Pattern TOKEN = Pattern.compile("<\\|\\w+\\|>");
  private static final ThinkingFormat BRACKETS = new ThinkingFormat("[THINK]", "[/THINK]", "", "");
  private static final ThinkingFormat WITH_RESPONSE =
      new ThinkingFormat("<think>", "</think>", "<response>", "</response>");
  private static final ThinkingFormat SENTENCES =
      new ThinkingFormat("Here is my thought process:", "Here is my response:", "", "");

  /** The form that a chat template shows; empty if it shows none that is known. */
  public static Optional<ThinkingFormat> of(String template) {
    if (template.contains(HARMONY.open)) {
      return Optional.of(HARMONY);
    }
    if (template.contains(TAGS.close)) {
      return Optional.of(template.contains(WITH_RESPONSE.answerClose) ? WITH_RESPONSE : TAGS);
    }
    return Stream.of(BRACKETS, SENTENCES)
        .filter(format -> template.contains(format.close))
        .findFirst();
  }

  /** Whether a prompt ends with the mark that begins a thought, so that the answer begins in it. */
  public boolean isBegunBy(String prompt) {
    return prompt.stripTrailing().endsWith(open);
  }

  /** Whether a prompt ends with the mark that ends a thought: the answer begins without another. */
  public boolean isEndedBy(String prompt) {
    return prompt.stripTrailing().endsWith(close);
  }

  /** The names of tokens that are special in some vocabularies and mark thoughts. */
  public Set<String> marks() {
    return Stream.of(open, close, answerOpen, answerClose)
        .flatMap(ThinkingFormat::tokens)
        .filter(mark -> !mark.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The tokens that a mark is made of: itself, but for headers. */
  private static Stream<String> tokens(String mark) {
    return TOKEN.matcher(mark).find()
        ? TOKEN.matcher(mark).results().map(MatchResult::group)
        : Stream.of(mark);
  }
}
