package org.llamajvm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that grows is never wrong on the way. */
class StreamingDecoderTest {

  private static List<String> pushAll(StreamingDecoder decoder, int... ids) {
    List<String> parts = new ArrayList<>();
    for (int id : ids) {
      parts.add(decoder.push(id));
    }
    parts.add(decoder.finish());
    return parts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sp-llama", "sp-nfkc", "json-llama3", "json-legacy"})
  void handsOutWholeCharactersOnly(String name) throws IOException {
    Tokenizer tokenizer = Vocabularies.load(name);
    String text = "Ünï 👨‍👩‍👧‍👦 𝒳ƔƔ 漢字 \u0301\u1234 end";
    List<String> parts = pushAll(tokenizer.newDecoder(), tokenizer.encode(text));
    assertThat(String.join("", parts)).isEqualTo(tokenizer.decode(tokenizer.encode(text)));
    for (String part : parts) {
      assertThat(part).doesNotContain("\uFFFD");
      assertThat(part.codePoints().noneMatch(c -> c < 0x10000 && Character.isSurrogate((char) c)))
          .isTrue();
    }
  }

  @Test
  void holdsACharacterBackUntilItIsComplete() throws IOException {
    Tokenizer tokenizer = Vocabularies.load("sp-llama");
    int[] bytes = {
      tokenizer.idOf("<0xF0>").getAsInt(),
      tokenizer.idOf("<0x9F>").getAsInt(),
      tokenizer.idOf("<0x98>").getAsInt(),
      tokenizer.idOf("<0x80>").getAsInt(),
    };
    assertThat(pushAll(tokenizer.newDecoder(), bytes)).containsExactly("", "", "", "😀", "");
    assertThat(pushAll(tokenizer.newDecoder(), bytes[0], bytes[1]))
        .containsExactly("", "", "\uFFFD\uFFFD");
    int a = tokenizer.idOf("a").getAsInt();
    assertThat(pushAll(tokenizer.newDecoder(), bytes[0], a, bytes[0]))
        .containsExactly("", "\uFFFDa", "", "\uFFFD");
  }

  @Test
  void keepsTheSpaceAfterAContext() throws IOException {
    Tokenizer tokenizer = Vocabularies.load("sp-llama");
    int the = tokenizer.idOf("▁the").getAsInt();
    int[] context = tokenizer.encodePrompt("Once");
    assertThat(tokenizer.newDecoder(context, SpecialTokens.SKIP).push(the)).isEqualTo(" the");
    assertThat(tokenizer.newDecoder().push(the)).isEqualTo("the");
  }

  @Test
  void showsOrSkipsSpecialTokens() throws IOException {
    Tokenizer tokenizer = Vocabularies.load("sp-llama");
    int the = tokenizer.idOf("▁the").getAsInt();
    int eos = tokenizer.eosId().getAsInt();
    assertThat(pushAll(tokenizer.newDecoder(), the, eos, the))
        .containsExactly("the", "", " the", "");
    assertThat(pushAll(tokenizer.newDecoder(SpecialTokens.SHOW), the, eos, the))
        .containsExactly("the", "</s>", " the", "");
  }
}
