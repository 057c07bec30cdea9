package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.llamajvm.tokenizer.Reference.Chat;
import org.llamajvm.tokenizer.Reference.Decoded;
import org.llamajvm.tokenizer.Reference.Encoded;

/** Compares a tokenizer with a reference, string by string. */
final class ReferenceCheck {

  private static final int NOTHING = -1; // no id
  private static final int SHOWN = 5; // differences in the message of a failure

  private final Tokenizer tokenizer;
  private final Reference reference;
  private final List<String> strings = Reference.strings();
  private final List<String> differences = new ArrayList<>();
  private int count;

  private ReferenceCheck(Tokenizer tokenizer, Reference reference) {
    this.tokenizer = tokenizer;
    this.reference = reference;
  }

  /** Fails if anything differs; otherwise returns how many strings were compared. */
  static int compare(Tokenizer tokenizer, String resource) {
    return compare(tokenizer, Reference.read(resource));
  }

  /** The same with a reference that lies elsewhere. */
  static int compare(Tokenizer tokenizer, Reference reference) {
    ReferenceCheck check = new ReferenceCheck(tokenizer, reference);
    check.decoding(NOTHING);
    check.encoding();
    check.chats();
    check.fail();
    return reference.encoded().size();
  }

  /** The same for what texts become. */
  static int compareEncoding(Tokenizer tokenizer, String resource) {
    ReferenceCheck check = new ReferenceCheck(tokenizer, Reference.read(resource));
    check.encoding();
    check.chats();
    check.fail();
    return check.reference.encoded().size();
  }

  /** The same for what ids become, but for sequences with the id {@code leftOut}. */
  static void compareDecoding(Tokenizer tokenizer, String resource, int leftOut) {
    ReferenceCheck check = new ReferenceCheck(tokenizer, Reference.read(resource));
    check.decoding(leftOut);
    check.fail();
  }

  private void fail() {
    assertThat(differences).as("%d differences", count).isEmpty();
  }

  private void encoding() {
    for (int i = 0; i < reference.encoded().size(); i++) {
      String text = strings.get(i);
      Encoded expected = reference.encoded().get(i);
      int[] ids = tokenizer.encode(text);
      same(Reference.crc(ids) == expected.plain(), "ids", i, ids);
      int[] trusted = tokenizer.encodeTrusted(text);
      same(Reference.crc(trusted) == expected.trusted(), "trusted ids", i, trusted);
      String back = tokenizer.decode(ids);
      same(Reference.crc(back) == expected.text(), "decoded to '" + back + "'", i, ids);
    }
  }

  private void chats() {
    for (Chat chat : reference.chats()) {
      int[] ids =
          tokenizer.encode(
              List.of(
                  Span.trusted(reference.chatBegin()),
                  Span.plain(strings.get(chat.index())),
                  Span.trusted(reference.chatEnd())));
      same(Reference.crc(ids) == chat.trusted(), "chat", chat.index(), ids);
    }
  }

  private void decoding(int leftOut) {
    for (Decoded expected : reference.decoded()) {
      if (expected.ids().contains(leftOut)) {
        continue;
      }
      int[] ids = expected.array();
      String text = tokenizer.decode(ids);
      same(Reference.crc(text) == expected.text(), "text '" + text + "'", -1, ids);
      String shown = tokenizer.decode(ids, SpecialTokens.SHOW);
      same(
          expected.shown() == 0 || Reference.crc(shown) == expected.shown(),
          "text with special tokens '" + shown + "'",
          -1,
          ids);
      String streamed = stream(ids);
      boolean broken = text.contains("\uFFFD");
      same(broken || streamed.equals(text), "stream '" + streamed + "'", -1, ids);
      if (!broken && expected.stream().isPresent()) {
        String theirs = expected.stream().get();
        same(text.startsWith(theirs), "stream '" + streamed + "', '" + theirs + "'", -1, ids);
      }
    }
  }

  private String stream(int[] ids) {
    StreamingDecoder decoder = tokenizer.newDecoder();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.push(id));
    }
    return text.append(decoder.finish()).toString();
  }

  private void same(boolean same, String what, int string, int[] ids) {
    if (same) {
      return;
    }
    count++;
    if (differences.size() < SHOWN) {
      String text = string < 0 ? "" : " of string " + string + " '" + strings.get(string) + "'";
      differences.add(what + text + ": " + Arrays.toString(ids) + " " + pieces(ids));
    }
  }

  private List<String> pieces(int[] ids) {
    return Arrays.stream(ids).limit(50).mapToObj(tokenizer::pieceOf).toList();
  }
}
