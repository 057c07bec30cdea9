package org.llamajvm.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** An answer that is ended while its template still has all its steps to do. */
class InterruptibleTest {

  private static final ChatTemplate ENDLESS =
      ChatTemplate.parse(
          "endless",
          "{% for i in range(99999) %}{% for j in range(99999) %}{% set x = j %}"
              + "{% endfor %}{% endfor %}",
          Map.of());

  private final Interruptible conversation = new Interruptible();

  private void assertEndsRendering(Consumer<Interruptible> end) {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() ->
            conversation.answer(_ -> {
              end.accept(conversation);
              return ENDLESS.render(List.of(Message.user("Hello")), RenderOptions.DEFAULT);
            }))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(TemplateException.Kind.INTERRUPTED));
    assertThat(Thread.currentThread().isInterrupted()).as("could not save files").isFalse();
  }

  @Test
  void theEndOfAConversationEndsRendering() {
    assertEndsRendering(Interruptible::interrupt);
    assertThat(conversation.isInterrupted()).isTrue();
  }

  @Test
  void theEndOfAnAnswerEndsRenderingAndNothingElse() {
    assertEndsRendering(Interruptible::cancelAnswer);
    assertThat(conversation.isInterrupted()).isFalse();
    assertThat(conversation.<Boolean>answer(Cancellation::isCancelled)).isFalse();
  }

  @Test
  void anAnswerAfterTheEndOfAConversationIsNotMade() {
    conversation.interrupt();
    assertEndsRendering(_ -> {});
  }
}
