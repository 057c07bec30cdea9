package org.llamajvm.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.llamajvm.tokenizer.chat.Message;

/**
 * The messages of a conversation, and how many turns of it were forgotten. One thread at a time.
 */
final class Transcript {

  private static final String SYSTEM = "system";
  private static final String USER = "user";

  private final List<Message> messages = new ArrayList<>();
  private int forgottenTurns;

  /** The messages, oldest first, a copy. */
  List<Message> messages() {
    return List.copyOf(messages);
  }

  int forgottenTurns() {
    return forgottenTurns;
  }

  /** The same, to be changed apart. */
  Transcript copy() {
    Transcript copy = new Transcript();
    copy.replace(messages, forgottenTurns);
    return copy;
  }

  /** Becomes what another one is. */
  void restore(Transcript other) {
    replace(other.messages, other.forgottenTurns);
  }

  void replace(List<Message> newMessages, int newForgottenTurns) {
    setMessages(newMessages);
    forgottenTurns = newForgottenTurns;
  }

  void setMessages(List<Message> value) {
    List<Message> copy = List.copyOf(value); // what is refused changes nothing
    messages.clear();
    messages.addAll(copy);
  }

  void add(Message message) {
    messages.add(message);
  }

  /** Sets, replaces or, with an empty text, removes the system message. */
  void setSystem(String text) {
    Objects.requireNonNull(text, "text");
    if (hasSystem()) {
      messages.removeFirst();
    }
    if (!text.isEmpty()) {
      messages.addFirst(Message.system(text));
    }
  }

  private boolean hasSystem() {
    return !messages.isEmpty() && messages.getFirst().role().equals(SYSTEM);
  }

  /** Forgets everything but the system message. */
  void clear() {
    messages.removeIf(message -> !message.role().equals(SYSTEM));
    forgottenTurns = 0;
  }

  /** Takes the last question and all after it back; returns the question, if there was one. */
  Optional<String> undo() {
    int last = messages.size() - 1;
    while (last >= 0 && !isQuestion(last)) {
      last--;
    }
    if (last < 0) {
      return Optional.empty();
    }
    String question = messages.get(last).text();
    messages.subList(last, messages.size()).clear();
    return Optional.of(question);
  }

  /**
   * Forgets the first question and all up to the next; not the last question.
   *
   * @return whether there was one to forget
   */
  boolean forgetOldestTurn() {
    int first = hasSystem() ? 1 : 0;
    int next = first + 1;
    while (next < messages.size() && !isQuestion(next)) {
      next++;
    }
    if (next >= messages.size()) {
      return false;
    }
    messages.subList(first, next).clear();
    forgottenTurns++;
    return true;
  }

  private boolean isQuestion(int index) {
    return messages.get(index).role().equals(USER);
  }
}
