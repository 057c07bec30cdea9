package org.llamajvm.tokenizer.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamajvm.tokenizer.gotemplate.GoTemplate;
import org.llamajvm.tokenizer.jinja.Limits;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Value;

/**
 * A template of ollama's. One that names {@code .Messages} gets the conversation at once. Any other
 * one is executed once for each system message, question and answer; the last time it ends where
 * the answer is to stand.
 */
final class OllamaConversation implements ConversationWriter {

  private static final String RESPONSE = "Response";
  private static final String SYSTEM = "system";
  private static final String USER = "user";
  private static final String ASSISTANT = "assistant";
  private static final List<String> THINKING = List.of("enable_thinking", "thinking");

  private final String beginning;
  private final GoTemplate whole;
  private final GoTemplate opened;
  private final boolean takesMessages;

  /**
   * A parsed template.
   *
   * @param beginning what stands before every conversation, unless the template writes it
   */
  OllamaConversation(GoTemplate template, String beginning) {
    this.beginning = beginning;
    List<String> names =
        template.names().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    takesMessages = names.contains("messages");
    whole = takesMessages || names.contains("response") ? template : template.followedBy(RESPONSE);
    opened = whole.upTo(RESPONSE);
  }

  @Override
  public Str write(List<Message> messages, RenderOptions options) {
    GoTemplate.Run run = new GoTemplate.Run(options.clock(), Limits.DEFAULT);
    Map<String, Value> variables = thinking(options);
    List<Message> joined = joined(messages);
    if (takesMessages) {
      variables.put("System", text(system(messages)));
      variables.put(
          "Messages", Value.ListValue.of(joined.stream().map(OllamaValues::message).toList()));
      variables.put("Tools", OllamaValues.tools(options.tools().orElse(List.of())));
      variables.put(RESPONSE, Str.EMPTY);
      run.execute(whole, dict(variables));
    } else {
      turns(joined, options, run, variables);
    }
    Str written = run.text();
    return beginning.isEmpty() || written.text().startsWith(beginning)
        ? written
        : new StrBuilder().append(beginning).append(written).build();
  }

  private static Map<String, Value> thinking(RenderOptions options) {
    List<Object> told =
        THINKING.stream().map(options.variables()::get).filter(Objects::nonNull).toList();
    Map<String, Value> variables = new HashMap<>();
    variables.put("Think", Value.Bool.of(told.contains(true)));
    variables.put("ThinkLevel", Str.EMPTY);
    variables.put("IsThinkSet", Value.Bool.of(!told.isEmpty()));
    return variables;
  }

  private void turns(
      List<Message> messages,
      RenderOptions options,
      GoTemplate.Run run,
      Map<String, Value> variables) {
    Turn turn = new Turn("", "", "");
    for (Message message : messages) {
      String text = OllamaValues.content(message);
      boolean ends =
          switch (message.role()) {
            case SYSTEM -> !turn.prompt.isEmpty() || !turn.response.isEmpty();
            case USER -> !turn.response.isEmpty();
            default -> false;
          };
      if (ends) {
        run.execute(whole, turn.data(variables));
        turn = new Turn("", "", "");
      }
      turn =
          switch (message.role()) {
            case SYSTEM -> new Turn(text, turn.prompt, turn.response);
            case USER -> new Turn(turn.system, text, turn.response);
            case ASSISTANT -> new Turn(turn.system, turn.prompt, text);
            default -> turn;
          };
    }
    run.execute(options.addGenerationPrompt() ? opened : whole, turn.data(variables));
  }

  private record Turn(String system, String prompt, String response) {

    Value data(Map<String, Value> variables) {
      Map<String, Value> all = new HashMap<>(variables);
      all.put("System", text(system));
      all.put("Prompt", text(prompt));
      all.put(RESPONSE, text(response));
      return dict(all);
    }
  }

  private static Str text(String text) {
    return Str.untrusted(text);
  }

  private static Value dict(Map<String, Value> variables) {
    return Dict.of(
        variables.entrySet().stream()
            .map(entry -> new Dict.Entry(Str.trusted(entry.getKey()), entry.getValue()))
            .toList(),
        Meter.NONE);
  }

  private static String system(List<Message> messages) {
    return messages.stream()
        .filter(message -> message.role().equals(SYSTEM))
        .map(OllamaValues::content)
        .collect(Collectors.joining("\n\n"));
  }

  /** Neighbours of one role are one message, but for results of functions. */
  private static List<Message> joined(List<Message> messages) {
    List<Message> joined = new ArrayList<>();
    for (Message message : messages) {
      boolean same =
          !joined.isEmpty()
              && joined.getLast().role().equals(message.role())
              && !message.role().equals("tool");
      if (same) {
        String both =
            Stream.of(joined.getLast(), message)
                .map(OllamaValues::content)
                .collect(Collectors.joining("\n\n"));
        joined.add(joined.removeLast().with("content", both));
      } else {
        joined.add(message);
      }
    }
    return joined;
  }
}
