package org.llamajvm.models.reply;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.tool.CallEvents;
import org.llamajvm.models.tool.CallIds;
import org.llamajvm.models.tool.CallParser;
import org.llamajvm.models.tool.ToolFormat;

/**
 * Reads the messages of gpt-oss: a header that names a channel and perhaps a function, then the
 * body. Analysis is thought, what goes to a function is a call, all else is text. However the text
 * is cut into pieces, the result is the same. For one thread.
 */
final class HarmonyReader {

  private static final String START = "<|start|>";
  private static final String MESSAGE = "<|message|>";

  /** How a header may begin: the prompt has written the first one's role. */
  private static final List<String> BEGINNINGS = List.of(START, "<|channel|>", " to=", "to=");

  /** What ends a body; a header may follow without. */
  private static final List<String> ENDS = List.of("<|end|>", "<|call|>", "<|return|>", START);

  private static final Pattern CHANNEL = Pattern.compile("<\\|channel\\|>\\s*(\\w+)");
  private static final Pattern FUNCTION = Pattern.compile("to=functions\\.([^\\s<]+)");
  private static final int LONGEST_HEADER = 512;
  private static final int LONGEST_END = 10;

  private enum State {
    /** A header may begin. */
    BEGIN,
    HEADER,
    THINKING,
    TEXT,
    CALL
  }

  private final String seed;
  private final Consumer<ReplyPart> parts;
  private final CallParser calls; // null if there are no functions
  private final StringBuilder held = new StringBuilder();
  private final StringBuilder call = new StringBuilder(); // as the model wrote it
  private State state = State.BEGIN;
  private boolean thought; // whether a thought came before
  private boolean said; // whether a text came before
  private boolean fresh; // whether nothing of the body was told
  private boolean isNoCall;
  private boolean closing; // what follows is not the model's
  private String last = ""; // what the parser has kept back of arguments until they were closed
  private int failed = -1;

  HarmonyReader(ReplyFormat format, String seed, Consumer<ReplyPart> parts) {
    this.seed = seed;
    this.parts = parts;
    calls =
        format.offered().isEmpty()
            ? null
            : new CallParser(ToolFormat.HERMES, format.offered(), format.parallel(), new Calls());
  }

  boolean isDone() {
    return calls != null && calls.isDone();
  }

  void push(String text) {
    for (int i = 0; i < text.length(); i++) {
      held.append(text.charAt(i));
      boolean more = true;
      while (more) {
        more =
            switch (state) {
              case BEGIN -> begin();
              case HEADER -> header();
              case THINKING, TEXT, CALL -> body();
            };
      }
    }
    if (state == State.THINKING || state == State.TEXT || state == State.CALL) {
      tell(held.length() - endBegun());
    }
  }

  /** Whether something has changed, so that the rest of what is held is to be looked at. */
  private boolean begin() {
    String text = held.toString();
    if (BEGINNINGS.stream().anyMatch(text::startsWith)) {
      state = State.HEADER;
      return true;
    }
    if (BEGINNINGS.stream().noneMatch(beginning -> beginning.startsWith(text))) {
      enter(State.TEXT);
      return true;
    }
    return false;
  }

  private boolean header() {
    boolean isWhole =
        held.length() >= MESSAGE.length()
            && held.indexOf(MESSAGE, held.length() - MESSAGE.length()) >= 0;
    if (!isWhole) {
      if (held.length() > LONGEST_HEADER) {
        enter(State.TEXT);
        return true;
      }
      return false;
    }
    String text = held.toString();
    held.setLength(0);
    Matcher channel = CHANNEL.matcher(text);
    Matcher function = FUNCTION.matcher(text);
    if (function.find() && calls != null) {
      enter(State.CALL);
      call.append(text);
      calls.push(
          "<tool_call>{\"name\": %s, \"arguments\": "
              .formatted(JsonText.compact(function.group(1))));
    } else if (channel.find() && channel.group(1).equals("analysis")) {
      enter(State.THINKING);
    } else {
      enter(State.TEXT);
    }
    return false;
  }

  private void enter(State body) {
    state = body;
    fresh = true;
    isNoCall = false;
    closing = false;
    last = "";
    failed = -1;
    call.setLength(0);
  }

  private boolean body() {
    for (String end : ENDS) {
      int at = held.length() - end.length();
      if (at >= 0 && held.indexOf(end, at) >= 0) {
        tell(at);
        finishBody();
        held.delete(0, end.equals(START) ? 0 : end.length());
        state = State.BEGIN;
        return !held.isEmpty();
      }
    }
    return false;
  }

  /** How much of what is held may be the beginning of a mark. */
  private int endBegun() {
    int length = Math.min(held.length(), LONGEST_END - 1);
    while (length > 0 && !beginsEnd(held.substring(held.length() - length))) {
      length--;
    }
    return length;
  }

  private static boolean beginsEnd(String text) {
    return ENDS.stream().anyMatch(end -> end.startsWith(text));
  }

  /** Tells so many of the held characters. */
  private void tell(int count) {
    if (count <= 0) {
      return;
    }
    String text = held.substring(0, count);
    held.delete(0, count);
    switch (state) {
      case THINKING -> {
        parts.accept(new ReplyPart.Thinking(apart(text, thought)));
        thought = true;
      }
      case TEXT -> {
        parts.accept(new ReplyPart.Text(apart(text, said)));
        said = true;
      }
      default -> {
        call.append(text);
        calls.push(text);
      }
    }
    fresh = false;
  }

  /** Messages of one kind are told from each other by an empty line. */
  private String apart(String text, boolean another) {
    return fresh && another ? "\n\n" + text : text;
  }

  private void finishBody() {
    if (state != State.CALL) {
      return;
    }
    close();
    tellFailure();
  }

  private void close() {
    closing = true;
    calls.push("}</tool_call>");
  }

  private void tellFailure() {
    if (failed >= 0) {
      parts.accept(new ReplyPart.CallFailed(failed, call.toString()));
    } else if (isNoCall) {
      parts.accept(new ReplyPart.Text(call.toString()));
    }
  }

  /** The answer has ended. */
  void finish() {
    switch (state) {
      case BEGIN -> {
        enter(State.TEXT);
        tell(held.length());
      }
      case HEADER -> {} // of a message that did not come
      case THINKING, TEXT -> tell(held.length());
      case CALL -> {
        tell(held.length());
        close();
        calls.finish();
        tellFailure();
      }
    }
  }

  /** What the parser makes of a call in another form with the same content. */
  private final class Calls implements CallEvents {

    @Override
    public void text(String text) {
      isNoCall |= !text.isBlank();
    }

    @Override
    public void begin(int index, String name) {
      parts.accept(
          new ReplyPart.CallStart(index, CallIds.of(ToolFormat.HARMONY, seed, index), name));
    }

    @Override
    public void arguments(int index, String json) {
      if (closing) {
        last = json;
      } else {
        parts.accept(new ReplyPart.CallArguments(index, json));
      }
    }

    @Override
    public void end(int index) {
      if (!last.isEmpty()) {
        parts.accept(new ReplyPart.CallArguments(index, last));
      }
      parts.accept(new ReplyPart.CallEnd(index));
    }

    @Override
    public void failed(int index, String text) {
      failed = index;
    }
  }
}
