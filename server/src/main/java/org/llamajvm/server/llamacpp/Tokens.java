package org.llamajvm.server.llamacpp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.llamajvm.format.JsonObject;
import org.llamajvm.server.answer.ChatPrompt;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.request.ChatMessages;
import org.llamajvm.server.request.TokenTexts;
import org.llamajvm.server.request.ToolFields;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.UnboundedPatternException;

/** Text to tokens and back, and conversations to text, without a model. */
public final class Tokens {

  private final Tokenizer tokenizer;
  private final TokenTexts texts;
  private final ChatPrompt prompts;

  /** The endpoints. */
  public Tokens(ServedModel model) {
    tokenizer = model.tokenizer();
    texts = new TokenTexts(tokenizer);
    prompts = new ChatPrompt(model);
  }

  /** POST /tokenize. */
  public void tokenize(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    String text = body.text("content");
    int[] ids = encode(text, body.flag("parse_special", true));
    int[] before = body.flag("add_special", false) ? tokenizer.prefix() : new int[0];
    boolean pieces = body.flag("with_pieces", false);
    List<Object> tokens =
        IntStream.concat(IntStream.of(before), IntStream.of(ids))
            .mapToObj(id -> pieces ? JsonMap.of("id", id, "piece", texts.text(id)) : (Object) id)
            .toList();
    exchange.reply(200, JsonMap.of("tokens", tokens));
  }

  private int[] encode(String text, boolean special) {
    try {
      return special ? tokenizer.encodeTrusted(text) : tokenizer.encode(text);
    } catch (UnboundedPatternException _) {
      throw RequestFault.badValue("content", "The text takes too long to be cut into tokens");
    }
  }

  /** POST /detokenize. */
  public void detokenize(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    List<Integer> ids = new ArrayList<>(body.tokenIds("tokens"));
    if (ids.stream().anyMatch(id -> id >= tokenizer.vocabularySize())) {
      throw RequestFault.badValue(
          "tokens", "'tokens' must be ids below " + tokenizer.vocabularySize());
    }
    int[] tokens = ids.stream().mapToInt(Integer::intValue).toArray();
    exchange.reply(200, JsonMap.of("content", tokenizer.decode(tokens, SpecialTokens.SHOW)));
  }

  /** POST /apply-template. */
  public void applyTemplate(Exchange exchange) throws IOException {
    JsonObject body = exchange.json();
    Map<String, Object> variables =
        body.optionalObject("chat_template_kwargs").map(JsonObject::toMap).orElse(Map.of());
    exchange.reply(200, JsonMap.of("prompt", text(body, exchange, variables)));
  }

  private String text(JsonObject body, Exchange exchange, Map<String, Object> variables)
      throws IOException {
    return prompts.text(ChatMessages.read(body), variables, ToolFields.openAi(body, exchange));
  }
}
