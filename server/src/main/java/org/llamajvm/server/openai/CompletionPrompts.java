package org.llamajvm.server.openai;

import java.util.ArrayList;
import java.util.List;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.UnboundedPatternException;

/** The prompts of completions: a text, tokens, or an array of either. */
final class CompletionPrompts {

  private static final String PROMPT = "prompt";
  private static final int MOST = 32;

  private CompletionPrompts() {}

  /**
   * Reads the member {@code prompt}.
   *
   * @return tokens of each prompt, with what the tokenizer puts before texts
   * @throws ModelException if it is none of the forms
   * @throws RequestFault if there are too many prompts, or none
   */
  static List<int[]> read(JsonObject body, Tokenizer tokenizer) throws ModelException {
    return switch (body.value(PROMPT)) {
      case String text -> List.of(encode(text, tokenizer));
      case List<?> items when items.isEmpty() ->
          throw RequestFault.badValue(PROMPT, "'prompt' is an empty array");
      case List<?> items when items.getFirst() instanceof Number ->
          List.of(tokens(body, items, tokenizer));
      case List<?> items -> several(body, items, tokenizer);
      case null, default -> throw wrong(body);
    };
  }

  private static List<int[]> several(JsonObject body, List<?> items, Tokenizer tokenizer)
      throws ModelException {
    if (items.size() > MOST) {
      throw RequestFault.badValue(PROMPT, "'prompt' must have %d prompts or fewer".formatted(MOST));
    }
    List<int[]> prompts = new ArrayList<>();
    for (Object item : items) {
      prompts.add(
          switch (item) {
            case String text -> encode(text, tokenizer);
            case List<?> tokens when !tokens.isEmpty() -> tokens(body, tokens, tokenizer);
            case null, default -> throw wrong(body);
          });
    }
    return prompts;
  }

  private static int[] encode(String text, Tokenizer tokenizer) {
    try {
      return tokenizer.encodePrompt(text);
    } catch (UnboundedPatternException _) {
      throw RequestFault.badValue(PROMPT, "The text takes too long to be cut into tokens");
    }
  }

  private static int[] tokens(JsonObject body, List<?> items, Tokenizer tokenizer)
      throws ModelException {
    int[] tokens = new int[items.size()];
    for (int i = 0; i < tokens.length; i++) {
      if (!(items.get(i) instanceof Integer id) || id < 0 || id >= tokenizer.vocabularySize()) {
        throw body.wrong(
            PROMPT, "an array of token ids from 0 to " + (tokenizer.vocabularySize() - 1));
      }
      tokens[i] = id;
    }
    return tokens;
  }

  private static ModelException wrong(JsonObject body) {
    return body.wrong(PROMPT, "a string, an array of token ids, or an array of those");
  }
}
