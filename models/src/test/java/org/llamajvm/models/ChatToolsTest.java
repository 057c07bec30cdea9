package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.reply.ReplyPart;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;

/** Functions and thoughts in a conversation with a model whose answers are laid down. */
class ChatToolsTest {

  private static final GenerateOptions OPTIONS = GenerateOptions.defaults();
  private static final String TEMPLATE =
      """
      {%- for t in tools or [] %}<s>{{ t.function.name }}<e>{% endfor %}
      {%- for m in messages %}{{ '<' + m.role[0] + '>' }}
      {%- if m.reasoning_content and loop.last %}<think>{{ m.reasoning_content }}</think>{% endif %}
      {{- m.content }}
      {%- for c in m.tool_calls or [] %}<tool_call>{{ c.function | tojson }}</tool_call>{% endfor %}
      {{- '<e>' }}{% endfor %}
      {%- if add_generation_prompt %}<a>{% endif %}\
      """;
  private static final String CALL =
      "<tool_call>{\"name\": \"rain\", \"arguments\": {\"city\": \"Bern\"}}</tool_call>";

  private final PieceTokenizer tokenizer = new PieceTokenizer();
  private final List<String> called = new ArrayList<>();
  private ScriptedDecoder decoder;
  private ChatSession chat;

  @BeforeEach
  void open() {
    decoder = new ScriptedDecoder(2000);
    chat =
        new ChatSession(
            new Session(tokenizer, decoder, new int[] {PieceTokenizer.END}),
            new ChatTokens(tokenizer),
            ChatTemplate.parse("test", TEMPLATE, Map.of()),
            () -> "model");
  }

  private void script(String answer) {
    decoder.answer(answer.chars().toArray());
  }

  /** A function that lays the next answer down. */
  private Tool rain(String next, String result) {
    return Tool.of("rain", "Whether it rains.", "")
        .calling(arguments -> {
          called.add(arguments);
          script(next);
          return result;
        });
  }

  private Generation ask(GenerationListener listener) {
    return chat.ask("Rain?", OPTIONS, listener, new Cancellation());
  }

  @Test
  void runsWhatTheModelCallsAndGoesOn() {
    script("I look. " + CALL);
    chat.setTools(ToolOffer.of(rain("It rains.", "rain<e>")));
    List<ReplyPart> parts = new ArrayList<>();
    List<Generation> ends = new ArrayList<>();
    Generation answer =
        ask(
            new GenerationListener() {
              @Override
              public void onText(String text) {}

              @Override
              public void onPiece(TextPiece piece) {
                parts.add(piece.part());
              }

              @Override
              public void onComplete(Generation generation) {
                ends.add(generation);
              }
            });
    assertThat(answer.text()).isEqualTo("It rains.");
    assertThat(ends).containsExactly(answer);
    assertThat(called).containsExactly("{\"city\": \"Bern\"}");
    assertThat(chat.messages())
        .extracting(Message::role)
        .containsExactly("user", "assistant", "tool", "assistant");
    assertThat(chat.messages().get(1).text()).isEqualTo("I look.");
    assertThat(parts).anyMatch(part -> part instanceof ReplyPart.CallEnd);
    assertThat(tokenizer.decode(decoder.cached(), SpecialTokens.SHOW))
        .startsWith("<s>rain<e><u>Rain?<e><a>I look." + CALL + "<e><t>rain<e><e><a>It rains");
    assertThat(decoder.cached()).as("what a function gives is text").containsSequence('<', 'e');
  }

  @Test
  void tellsTheModelOfAFunctionThatFails() {
    script(CALL);
    Tool broken =
        Tool.of("rain", "", "")
            .calling(_ -> {
              script("Sorry.");
              throw new IllegalStateException("no network");
            });
    chat.setTools(ToolOffer.of(broken));
    assertThat(ask(GenerationListener.NONE).text()).isEqualTo("Sorry.");
    assertThat(chat.messages().get(2).text()).isEqualTo("Error: rain failed: no network");
  }

  /** It may happen while a function runs: the model is not asked again. */
  @Test
  void anInterruptionEndsTheConversationBehindTheResults() {
    script(CALL);
    Tool tool =
        Tool.of("rain", "", "")
            .calling(_ -> {
              called.add("once");
              Thread.currentThread().interrupt();
              throw new InterruptedException("woken");
            });
    chat.setTools(ToolOffer.of(tool));
    List<Generation> heard = new ArrayList<>();
    Generation answer =
        ask(
            new GenerationListener() {
              @Override
              public void onText(String text) {}

              @Override
              public void onComplete(Generation generation) {
                heard.add(generation);
              }
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(answer.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(heard).containsExactly(answer);
    assertThat(called).containsExactly("once");
    assertThat(chat.messages())
        .extracting(Message::text)
        .containsExactly("Rain?", "", "Error: rain failed: woken");
  }

  @Test
  void endsAfterSoManyRounds() {
    script(CALL);
    chat.setTools(ToolOffer.of(rain(CALL, "again")), 2);
    Generation answer = ask(GenerationListener.NONE);
    assertThat(called).hasSize(2);
    assertThat(answer.calls()).extracting(ToolCall::name).containsExactly("rain");
  }

  @Test
  void leavesCallsToTheProgramThatHasNoFunctionForThem() {
    script(CALL);
    chat.setTools(ToolOffer.of(Tool.of("rain", "", "")));
    Generation answer = ask(GenerationListener.NONE);
    ToolCall call = answer.calls().getFirst();
    assertThat(call.id()).startsWith("call_");
    assertThat(call.arguments()).isEqualTo("{\"city\": \"Bern\"}");
    assertThat(answer.text()).isEmpty();
    script("Dry.");
    chat.giveResult(call, "no rain");
    assertThat(chat.proceed(OPTIONS, GenerationListener.NONE, new Cancellation()).text())
        .isEqualTo("Dry.");
  }

  @Test
  void tellsThoughtsFromTheAnswerAndLeavesThemToTheTemplate() {
    script("<think>\nHm. Yes.\n</think>\n\nIt does.");
    StringBuilder shown = new StringBuilder();
    Generation answer = ask(shown::append);
    assertThat(answer.thinking()).isEqualTo("Hm. Yes.");
    assertThat(answer.text()).isEqualTo("It does.").isEqualTo(shown.toString());
    assertThat(chat.messages().getLast().fields()).containsEntry("reasoning_content", "Hm. Yes.");
    ask(GenerationListener.NONE);
    assertThat(tokenizer.decode(decoder.cached(), SpecialTokens.SHOW))
        .startsWith("<u>Rain?<e><a>It does.<e><u>Rain?<e><a><think>");
  }

  @Test
  void runsFunctionsForAConversationThatTheProgramKeeps() {
    Tool tool = Tool.of("rain", "", "").calling(arguments -> "rain in " + arguments);
    List<List<Message>> asked = new ArrayList<>();
    ToolLoop loop =
        new ToolLoop(
            request -> {
              asked.add(request.messages());
              boolean first = asked.size() == 1;
              List<ToolCall> calls = first ? List.of(new ToolCall("1", "rain", "{}")) : List.of();
              return answer(first ? "" : "Wet.", calls);
            },
            3);
    ToolLoop.Result result =
        loop.run(GenerationRequest.builder().messages(Message.user("Rain?")).tools(tool).build());
    assertThat(result.rounds()).isOne();
    assertThat(result.answer().text()).isEqualTo("Wet.");
    assertThat(asked.getLast())
        .extracting(Message::text)
        .containsExactly("Rain?", "", "rain in {}");
    assertThat(result.messages()).hasSize(4);
  }

  @Test
  void anInterruptedLoopRunsNoFurtherFunction() {
    Tool tool =
        Tool.of("rain", "", "")
            .calling(_ -> {
              Thread.currentThread().interrupt();
              return "wet";
            });
    List<ToolCall> calls =
        List.of(new ToolCall("1", "rain", "{}"), new ToolCall("2", "rain", "{}"));
    ToolLoop.Result result =
        new ToolLoop(_ -> answer("", calls), 3)
            .run(GenerationRequest.builder().messages(Message.user("Rain?")).tools(tool).build());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.answer().finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(result.messages())
        .extracting(Message::text)
        .containsExactly("Rain?", "", "wet", "Error: rain was not run");
  }

  private static Generation answer(String text, List<ToolCall> calls) {
    return new Generation(
        text,
        List.of(),
        FinishReason.STOP,
        new Generation.Usage(0, 0, 0, 0),
        null,
        List.of(),
        "",
        calls);
  }

  @Test
  void findsTheFunctionOfACall() {
    ToolOffer offer = ToolOffer.of(Tool.of("a", "", ""), Tool.of("b", "", ""));
    assertThat(offer.tool("b")).isEqualTo(Optional.of(Tool.of("b", "", "")));
    assertThat(offer.tool("c")).isEmpty();
  }
}
