package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.tokenizer.chat.Message;

/** Answers as values, by a model that knows stories alone. */
class TypedAnswerTest {

  enum Mood {
    HAPPY,
    SAD
  }

  sealed interface Animal permits Cat, Bird {}

  record Cat(Mood mood, boolean awake) implements Animal {}

  record Bird(int wings, Optional<Mood> mood) implements Animal {}

  record Zoo(Mood mood, Animal first, Animal second) {}

  record Words(List<String> words) {}

  private static LanguageModel model;

  @BeforeAll
  static void open() throws IOException {
    Path root = Path.of(System.getProperty("llama.root", ".."));
    model = LanguageModel.open(root.resolve("models/wren-3m"));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static GenerationRequest wild(long seed) {
    return GenerationRequest.builder()
        .prompt("Once upon a time")
        .temperature(1.5f)
        .seed(seed)
        .build();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void generatesAValue(long seed) {
    Zoo zoo = model.generate(wild(seed), Zoo.class);
    assertThat(zoo.mood()).isNotNull();
    assertThat(List.of(zoo.first(), zoo.second()))
        .allMatch(animal ->
            switch (animal) {
              case Cat cat -> cat.mood() != null;
              case Bird bird -> bird.mood() != null;
            });
  }

  @Test
  void answersWithAValue() {
    assertThat(model.generate("The bird was", Mood.class)).isIn((Object[]) Mood.values());
    List<Message> question = List.of(Message.user("Is the bird happy?"));
    assertThat(model.chat(question, Mood.class)).isIn((Object[]) Mood.values());
  }

  @Test
  void keepsTheAnswerInTheConversation() {
    try (ChatSession chat = model.chat()) {
      Mood mood = chat.ask("Is the bird happy?", Mood.class);
      assertThat(chat.messages().getLast().text()).isEqualTo("\"%s\"".formatted(mood));
    }
  }

  @Test
  void throwsForAnAnswerThatIsCut() {
    GenerationRequest cut = wild(3).toBuilder().maxTokens(2).build();
    assertThatThrownBy(() -> model.generate(cut, Words.class))
        .isInstanceOfSatisfying(
            UnfinishedAnswerException.class,
            e -> assertThat(e.generation().finishReason()).isEqualTo(FinishReason.LENGTH))
        .hasMessage("The answer was cut after 2 tokens; a larger maxTokens lets it end");
    try (ChatSession chat = model.chat()) {
      chat.setOptions(chat.options().withMaxTokens(1));
      assertThatThrownBy(() -> chat.ask("What is there?", Words.class))
          .isInstanceOf(UnfinishedAnswerException.class);
      assertThat(chat.messages()).isEmpty();
    }
  }
}
