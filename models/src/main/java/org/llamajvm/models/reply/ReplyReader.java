package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.models.thinking.ThinkingFormat;
import org.llamajvm.models.thinking.ThinkingListener;
import org.llamajvm.models.thinking.ThinkingSplitter;
import org.llamajvm.models.tool.CallEvents;
import org.llamajvm.models.tool.CallIds;
import org.llamajvm.models.tool.CallParser;
import org.llamajvm.models.tool.ToolFormat;

/**
 * Makes parts of the text of an answer while it is made: first the thought, if there is one, then
 * text and calls. For one thread.
 */
public final class ReplyReader {

  private final ReplyFormat format;
  private final String seed;
  private final HarmonyReader messages; // null for other forms
  private final ThinkingSplitter thoughts;
  private final CallParser calls;
  private List<ReplyPart> parts = new ArrayList<>();

  /**
   * Begins an answer.
   *
   * @param seed tells answers from each other: names of calls depend on it
   */
  public ReplyReader(ReplyFormat format, String seed) {
    this.format = format;
    this.seed = seed;
    boolean isHarmony =
        format.thinking().equals(Optional.of(ThinkingFormat.HARMONY))
            || format.tools() == ToolFormat.HARMONY;
    messages = isHarmony ? new HarmonyReader(format, seed, part -> parts.add(part)) : null;
    calls =
        isHarmony || format.offered().isEmpty()
            ? null
            : new CallParser(format.tools(), format.offered(), format.parallel(), new Calls());
    thoughts =
        format
            .thinking()
            .filter(_ -> !isHarmony)
            .map(thinking -> new ThinkingSplitter(thinking, format.begun(), new Thoughts()))
            .orElse(null);
    pushText(format.beginning());
  }

  /** Takes more of the answer; returns what is known of it now and was not told before. */
  public List<ReplyPart> push(String text) {
    pushText(text);
    return told();
  }

  private void pushText(String text) {
    if (messages != null) {
      messages.push(text);
    } else if (thoughts != null) {
      thoughts.push(text);
    } else {
      answer(text);
    }
  }

  /** The answer has ended; returns what was not told before. */
  public List<ReplyPart> finish() {
    if (messages != null) {
      messages.finish();
    }
    if (thoughts != null) {
      thoughts.finish();
    }
    if (calls != null) {
      calls.finish();
    }
    return told();
  }

  /** Whether nothing that follows would count. */
  public boolean isDone() {
    return messages != null ? messages.isDone() : calls != null && calls.isDone();
  }

  private List<ReplyPart> told() {
    List<ReplyPart> all = parts;
    parts = new ArrayList<>();
    return all;
  }

  private void answer(String text) {
    if (calls != null) {
      calls.push(text);
    } else if (!text.isEmpty()) {
      parts.add(new ReplyPart.Text(text));
    }
  }

  private final class Thoughts implements ThinkingListener {

    @Override
    public void thinking(String text) {
      parts.add(new ReplyPart.Thinking(text));
    }

    @Override
    public void answer(String text) {
      ReplyReader.this.answer(text);
    }
  }

  private final class Calls implements CallEvents {

    @Override
    public void text(String text) {
      parts.add(new ReplyPart.Text(text));
    }

    @Override
    public void begin(int index, String name) {
      parts.add(new ReplyPart.CallStart(index, CallIds.of(format.tools(), seed, index), name));
    }

    @Override
    public void arguments(int index, String json) {
      parts.add(new ReplyPart.CallArguments(index, json));
    }

    @Override
    public void end(int index) {
      parts.add(new ReplyPart.CallEnd(index));
    }

    @Override
    public void failed(int index, String text) {
      parts.add(new ReplyPart.CallFailed(index, text));
    }
  }
}
