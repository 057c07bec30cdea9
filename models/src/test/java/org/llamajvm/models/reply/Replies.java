package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.List;

/** Reads answers in pieces, and writes what comes out as one text. */
final class Replies {

  private Replies() {}

  /** What comes out of an answer that is cut at these places, with neighbours put together. */
  static String read(ReplyFormat format, String answer, int... cuts) {
    ReplyReader reader = new ReplyReader(format, "seed");
    List<ReplyPart> parts = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      parts.addAll(reader.push(answer.substring(from, cut)));
      from = cut;
    }
    parts.addAll(reader.push(answer.substring(from)));
    parts.addAll(reader.finish());
    return written(parts);
  }

  /** What comes out of an answer that comes in single characters. */
  static String readSingly(ReplyFormat format, String answer) {
    int[] cuts = new int[answer.length()];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = i;
    }
    return read(format, answer, cuts);
  }

  /** What failed as a call, then its text. */
  private static List<ReplyPart> withText(List<ReplyPart> parts) {
    List<ReplyPart> all = new ArrayList<>();
    for (ReplyPart part : parts) {
      all.add(part);
      if (part instanceof ReplyPart.CallFailed(_, String text)) {
        all.add(new ReplyPart.Text(text));
      }
    }
    return all;
  }

  private static String written(List<ReplyPart> parts) {
    StringBuilder all = new StringBuilder();
    String last = "";
    for (ReplyPart part : withText(parts)) {
      String kind =
          switch (part) {
            case ReplyPart.Text _ -> "say ";
            case ReplyPart.Thinking _ -> "think ";
            case ReplyPart.CallStart(int index, _, String name) ->
                "call %d %s ".formatted(index, name);
            case ReplyPart.CallArguments(int index, _) -> "arguments %d ".formatted(index);
            case ReplyPart.CallEnd(int index) -> "end %d".formatted(index);
            case ReplyPart.CallFailed(int index, _) -> "failed %d".formatted(index);
          };
      String text =
          switch (part) {
            case ReplyPart.Text(String said) -> said;
            case ReplyPart.Thinking(String thought) -> thought;
            case ReplyPart.CallArguments(_, String json) -> json;
            default -> "";
          };
      if (!kind.equals(last)) {
        all.append(all.isEmpty() ? "" : "|").append(kind);
      }
      all.append(text);
      last = kind;
    }
    return all.toString().replace(" |", "|");
  }
}
