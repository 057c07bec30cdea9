package org.llamajvm.server.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.engine.sampling.TokenLogprobs;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.request.TokenTexts;

/** Log probabilities in the two forms of the protocol. */
final class LogprobsJson {

  private final TokenTexts texts;

  LogprobsJson(TokenTexts texts) {
    this.texts = texts;
  }

  /** As chat completions have them. */
  Map<String, Object> chat(List<TokenLogprobs> tokens) {
    List<Object> content = new ArrayList<>();
    for (TokenLogprobs token : tokens) {
      Map<String, Object> entry = entry(token.token(), token.logprob());
      entry.put(
          "top_logprobs",
          token.top().stream().map(other -> entry(other.token(), other.logprob())).toList());
      content.add(entry);
    }
    return JsonMap.of("content", content, "refusal", null);
  }

  private Map<String, Object> entry(int token, double logprob) {
    return JsonMap.of("token", texts.text(token), "logprob", logprob, "bytes", texts.bytes(token));
  }

  /**
   * As completions have them.
   *
   * @param offset characters of the text before
   */
  Map<String, Object> completion(List<TokenLogprobs> tokens, int offset) {
    List<Object> names = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    List<Object> tops = new ArrayList<>();
    List<Object> offsets = new ArrayList<>();
    int at = offset;
    for (TokenLogprobs token : tokens) {
      String text = texts.text(token.token());
      names.add(text);
      values.add(token.logprob());
      offsets.add(at);
      at += text.length();
      Map<String, Object> top = new LinkedHashMap<>();
      token.top().forEach(other -> top.put(texts.text(other.token()), other.logprob()));
      tops.add(top);
    }
    return JsonMap.of(
        "tokens", names, "token_logprobs", values, "top_logprobs", tops, "text_offset", offsets);
  }
}
