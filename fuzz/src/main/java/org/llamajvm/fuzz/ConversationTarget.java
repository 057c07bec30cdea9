package org.llamajvm.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.llamajvm.models.ChatSession;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.tokenizer.chat.Message;

/**
 * Conversations in files. An input is header, a zero and keys and values; lengths and checksum are
 * computed, or a random change would go no further than those.
 */
public final class ConversationTarget {

  private static final Workspace WORK = new Workspace("ConversationTarget");
  private static final LanguageModel MODEL = Wren.open();
  private static final int FIXED = 16;
  private static final int CHECKSUM = 32;

  private ConversationTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> read(input));
  }

  private static void read(byte[] input) throws IOException {
    try (ChatSession chat = MODEL.chat()) {
      chat.load(WORK.write("chat", pack(input)), _ -> {});
      chat.messages();
      chat.undo();
    }
  }

  private static byte[] pack(byte[] flat) {
    int end = 0;
    while (end < flat.length && flat[end] != 0) {
      end++;
    }
    int cache = Math.max(0, flat.length - end - 1);
    ByteBuffer file =
        ByteBuffer.allocate(FIXED + end + cache + CHECKSUM).order(ByteOrder.LITTLE_ENDIAN);
    file.put("LLAMCHAT".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(1).putInt(end);
    file.put(flat, 0, end).put(flat, flat.length - cache, cache);
    file.put(sha256(Arrays.copyOf(file.array(), file.position())));
    return file.array();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A conversation with an answer, for the fuzzer to begin with. */
  static byte[] seed() throws IOException {
    try (ChatSession chat = MODEL.chat()) {
      chat.setMessages(List.of(Message.user("Hello"), Message.assistant("Hi.")));
      chat.save(WORK.file("seed"), Map.of("temperature", "0.5"));
      byte[] file = java.nio.file.Files.readAllBytes(WORK.file("seed"));
      int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(FIXED - 4);
      return Arrays.copyOfRange(file, FIXED, FIXED + header);
    }
  }
}
