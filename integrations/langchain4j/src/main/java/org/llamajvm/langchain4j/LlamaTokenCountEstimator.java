package org.llamajvm.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import java.util.ArrayList;
import java.util.List;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.tokenizer.chat.Message;

/**
 * Counts tokens as the model does, not by estimate. A message counts with what the chat template
 * writes around it, a conversation as its prompt. Safe to share between threads.
 */
public final class LlamaTokenCountEstimator implements TokenCountEstimator {

  private final LanguageModel model;

  /** Counts for a model, which is borrowed. */
  public LlamaTokenCountEstimator(LanguageModel model) {
    this.model = model;
  }

  @Override
  public int estimateTokenCountInText(String text) {
    return model.countTokens(text);
  }

  @Override
  public int estimateTokenCountInMessage(ChatMessage message) {
    return model.countTokens(List.of(MessageMapper.message(message)));
  }

  @Override
  public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
    List<Message> all = new ArrayList<>();
    messages.forEach(message -> all.add(MessageMapper.message(message)));
    return all.isEmpty() ? 0 : model.countTokens(all);
  }
}
