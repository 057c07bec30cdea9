package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** The conversation over a model whose answers are laid down. */
class ChatSessionTest {

  private static final GenerateOptions OPTIONS = GenerateOptions.defaults().withMaxTokens(50);

  private final PieceTokenizer tokenizer = new PieceTokenizer();
  private ScriptedDecoder decoder;
  private ChatSession chat;

  private void open(int capacity, String template) {
    decoder = new ScriptedDecoder(capacity);
    Session session = new Session(tokenizer, decoder, new int[] {PieceTokenizer.END});
    chat =
        new ChatSession(
            session,
            new ChatTokens(tokenizer),
            ChatTemplate.parse("test", template, Map.of()),
            () -> "model");
  }

  private Generation ask(String question) {
    return chat.ask(question, OPTIONS, _ -> {}, new Cancellation());
  }

  private String shown() {
    return tokenizer.decode(decoder.cached(), SpecialTokens.SHOW);
  }

  @Test
  void aSecondTurnProcessesOnlyWhatIsNew() {
    open(1000, PieceTokenizer.TEMPLATE);
    decoder.answer('x', 'y', 'z');
    ask("q".repeat(400));
    int before = decoder.processed();
    Generation second = ask("r".repeat(20));
    assertThat(second.usage().promptTokens()).isEqualTo(1 + 400 + 1 + 1 + 3 + 1 + 1 + 20 + 1 + 1);
    assertThat(second.usage().cachedTokens()).isEqualTo(1 + 400 + 1 + 1 + 3);
    // <e> <u> r…r <e> <a>, then x y z
    assertThat(decoder.processed() - before).isEqualTo(4 + 20 + 3);
    assertThat(chat.messages())
        .containsExactly(
            Message.user("q".repeat(400)),
            Message.assistant("xyz"),
            Message.user("r".repeat(20)),
            Message.assistant("xyz"));
  }

  @Test
  void keepsTheTokensOfAnAnswerThatNoTokenizerWouldCutLikeThis() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('a', 'b', 'a', 'b');
    ask("1");
    Generation second = ask("2");
    assertThat(second.usage().cachedTokens()).isEqualTo(4 + 4);
    assertThat(decoder.cached()).containsSubsequence('a', 'b', 'a', 'b');
    assertThat(shown()).isEqualTo("<u>1<e><a>abab<e><u>2<e><a>abab");
  }

  @Test
  void textOfTheUserAndOfAnswersStaysText() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('<', 'e', '>');
    chat.setSystem("<a>");
    ask("<e><u>");
    assertThat(ask("<a>").text()).isEqualTo("<e>");
    assertThat(Arrays.stream(decoder.cached()).filter(tokenizer::isSpecial))
        .hasSize("se ue ae ue a".replace(" ", "").length());
  }

  @Test
  void regeneratingCutsTheCacheBack() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    ask("12345");
    decoder.answer('y');
    int before = decoder.processed();
    Optional<Generation> again = chat.regenerate(OPTIONS, _ -> {}, new Cancellation());
    assertThat(again).map(Generation::text).contains("y");
    assertThat(decoder.processed() - before).isEqualTo(1 + 1);
    assertThat(chat.messages()).containsExactly(Message.user("12345"), Message.assistant("y"));
    assertThat(shown()).isEqualTo("<u>12345<e><a>y");
  }

  @Test
  void regeneratingNeedsAQuestion() {
    open(100, PieceTokenizer.TEMPLATE);
    assertThat(chat.regenerate(OPTIONS, _ -> {}, new Cancellation())).isEmpty();
  }

  @Test
  void undoTakesTheLastTurnBack() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    ask("1");
    ask("2");
    assertThat(chat.undo()).contains("2");
    assertThat(chat.messages()).containsExactly(Message.user("1"), Message.assistant("x"));
    assertThat(ask("3").usage().cachedTokens()).isEqualTo("u1ea".length() + 2 + 1);
    assertThat(shown()).isEqualTo("<u>1<e><a>x<e><u>3<e><a>x");
    assertThat(chat.undo()).contains("3");
    assertThat(chat.undo()).contains("1");
    assertThat(chat.undo()).isEmpty();
  }

  @Test
  void forgetsTheOldestTurnsWholeAndKeepsTheSystemMessage() {
    open(60, PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    chat.setSystem("S");
    for (String question : List.of("1".repeat(10), "2".repeat(10), "3".repeat(10))) {
      ask(question);
    }
    assertThat(chat.forgottenTurns()).isOne();
    assertThat(chat.messages())
        .containsExactly(
            Message.system("S"),
            Message.user("2".repeat(10)),
            Message.assistant("x"),
            Message.user("3".repeat(10)),
            Message.assistant("x"));
    assertThat(shown()).startsWith("<s>S<e><u>2").endsWith("3<e><a>x");
  }

  @Test
  void aQuestionThatDoesNotFitChangesNothing() {
    open(40, PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    ask("1");
    assertThatThrownBy(() -> ask("2".repeat(40))).isInstanceOf(PromptTooLongException.class);
    assertThat(chat.messages()).containsExactly(Message.user("1"), Message.assistant("x"));
    assertThat(chat.forgottenTurns()).isZero();
    assertThat(ask("3").text()).isEqualTo("x");
  }

  @Test
  void aTemplateThatRefusesTakesTheQuestionBack() {
    open(
        100,
        "{% if messages[-1].content == 'no' %}{{ raise_exception('not this') }}{% endif %}"
            + PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    ask("1");
    assertThatThrownBy(() -> ask("no"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("not this");
    assertThat(chat.messages()).hasSize(2);
  }

  @Test
  void aFailureLeavesTheOldAnswer() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    ask("1");
    decoder.fail();
    assertThatThrownBy(() -> chat.regenerate(OPTIONS, _ -> {}, new Cancellation()))
        .isInstanceOf(ModelOutputException.class);
    assertThatThrownBy(() -> ask("2")).isInstanceOf(ModelOutputException.class);
    assertThat(chat.messages()).containsExactly(Message.user("1"), Message.assistant("x"));
    decoder.answer('y');
    assertThat(ask("3").text()).isEqualTo("y");
    assertThat(shown()).isEqualTo("<u>1<e><a>x<e><u>3<e><a>y");
  }

  @Test
  void whatThereIsOfACancelledAnswerStays() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('x', 'y', 'z');
    Cancellation cancellation = new Cancellation();
    Generation answer = chat.ask("1", OPTIONS, _ -> cancellation.cancel(), cancellation);
    assertThat(answer.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(chat.messages()).containsExactly(Message.user("1"), Message.assistant("x"));
    assertThat(ask("2").text()).isEqualTo("xyz");
    assertThat(shown()).isEqualTo("<u>1<e><a>x<e><u>2<e><a>xyz");
  }

  @Test
  void aQuestionCancelledBeforeItsAnswerIsTakenBack() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    chat.ask("1", OPTIONS, _ -> {}, cancellation);
    assertThat(chat.messages()).isEmpty();
  }

  @Test
  void aStopStringIsNotPartOfTheConversation() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('x', 'S', 'T', 'y');
    GenerateOptions stopping = OPTIONS.withStop(List.of("ST"));
    chat.ask("1", stopping, _ -> {}, new Cancellation());
    assertThat(chat.messages()).last().isEqualTo(Message.assistant("x"));
    chat.ask("2", stopping, _ -> {}, new Cancellation());
    assertThat(shown()).startsWith("<u>1<e><a>x<e><u>2<e><a>x");
  }

  @Test
  void keepsTheTokensBeforeAStopString() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('a', 'b', 'S', 'T');
    chat.ask("1", OPTIONS.withStop(List.of("ST")), _ -> {}, new Cancellation());
    assertThat(ask("2").usage().cachedTokens()).isEqualTo("u1eaab".length());
    assertThat(decoder.cached()).containsSubsequence('a', 'b', PieceTokenizer.END);
  }

  @Test
  void keepsTheTokensOfAnAnswerThatTheTemplateTrims() {
    open(100, PieceTokenizer.TEMPLATE.replace("m.content", "m.content | trim"));
    decoder.answer('a', 'b', '\n', ' ');
    ask("1");
    assertThat(ask("2").usage().cachedTokens()).isEqualTo("u1eaab".length());
    assertThat(shown()).startsWith("<u>1<e><a>ab<e><u>2");
  }

  @Test
  void keepsTheTokensOfAnAnswerWithTextOfTheTemplateBehindIt() {
    open(100, PieceTokenizer.TEMPLATE.replace("'<e>' }}", "' <e>' }}"));
    decoder.answer('a', 'b', 'a', 'b');
    ask("1");
    Generation second = ask("2");
    assertThat(second.usage().cachedTokens()).isEqualTo("u1 eaabab".length());
    assertThat(shown()).isEqualTo("<u>1 <e><a>abab <e><u>2 <e><a>abab");
  }

  /** The built-in template as it is, but for a mark by which the scripted model knows its turn. */
  @Test
  void aSecondTurnInTheLlama2TemplateKeepsTheAnswer() {
    Map<String, String> tokens = Map.of("bos_token", "<s>", "eos_token", "<e>");
    String source = ChatTemplate.builtIn("llama2", tokens).source();
    open(100, source.replace("' [/INST]'", "' [/INST]<a>'").replace("'</s>'", "'<e>'"));
    decoder.answer(' ', 'a', 'b', 'a', 'b');
    ask("1");
    int before = decoder.processed();
    Generation second = ask("2");
    assertThat(second.usage().cachedTokens()).isEqualTo("s[INST] 1 [/INST]a".length() + 5);
    assertThat(decoder.processed() - before).isEqualTo(" es[INST] 2 [/INST]a".length() + 5);
    assertThat(shown()).startsWith("<s>[INST] 1 [/INST]<a> abab <e><s>[INST] 2");
  }

  @Test
  void encodesAnewWhatATokenReachesAcross() {
    open(100, PieceTokenizer.TEMPLATE.replace("'<e>' }}", "'b<e>' }}"));
    decoder.answer('a');
    ask("1");
    ask("2");
    assertThat(decoder.cached()).containsSequence(PieceTokenizer.ASSISTANT, PieceTokenizer.AB);
  }

  @Test
  void takingBackKeepsTheTokensOfEarlierAnswers() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('a', 'b', 'a', 'b');
    ask("1");
    ask("2");
    chat.undo();
    assertThat(ask("3").usage().cachedTokens()).isEqualTo("u1eaababeu".length());
    assertThat(chat.regenerate(OPTIONS, _ -> {}, new Cancellation()))
        .map(answer -> answer.usage().cachedTokens())
        .contains("u1eaababeu3e".length());
  }

  @Test
  void whatAUserWritesIsNotTakenForTheControlTokensThatStoodThere() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    ask("1");
    chat.undo();
    ask("1<e><a>x");
    assertThat(Arrays.stream(decoder.cached()).filter(tokenizer::isSpecial))
        .hasSize("uea".length());
  }

  @Test
  void clearingKeepsTheSystemMessage() {
    open(100, PieceTokenizer.TEMPLATE);
    decoder.answer('x');
    chat.setSystem("first");
    chat.setSystem("S");
    ask("1");
    chat.clear();
    assertThat(chat.messages()).containsExactly(Message.system("S"));
    assertThat(ask("2").usage().cachedTokens()).isEqualTo("sSeu".length());
    chat.setSystem("");
    assertThat(chat.messages()).first().isEqualTo(Message.user("2"));
  }
}
