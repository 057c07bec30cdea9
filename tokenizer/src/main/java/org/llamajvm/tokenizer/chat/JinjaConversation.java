package org.llamajvm.tokenizer.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.jinja.Limits;
import org.llamajvm.tokenizer.jinja.Template;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Value;
import org.llamajvm.tokenizer.jinja.value.Values;

/**
 * A template of Hugging Face's.
 *
 * @param template parsed
 * @param specialTokens variables such as {@code bos_token}
 */
record JinjaConversation(Template template, Map<String, String> specialTokens)
    implements ConversationWriter {

  @Override
  public Str write(List<Message> messages, RenderOptions options) {
    Map<String, Value> variables = new HashMap<>();
    specialTokens.forEach((key, token) -> variables.put(key, Str.trusted(token)));
    options.variables().forEach((key, value) -> variables.put(key, Values.of(value, false)));
    List<Value> values = new ArrayList<>();
    messages.forEach(message -> values.add(value(message)));
    variables.put("messages", Value.ListValue.of(values));
    variables.put("tools", Values.of(options.tools().orElse(null), false));
    variables.put("documents", Value.None.NONE);
    variables.put("add_generation_prompt", Value.Bool.of(options.addGenerationPrompt()));
    return template.render(variables, options.clock(), Limits.DEFAULT);
  }

  private static Value value(Message message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    String role = message.role();
    fields.put("role", Values.of(role, USUAL_ROLES.contains(role)));
    fields.putAll(message.fields());
    return Values.of(fields, false);
  }
}
