package org.llamajvm.tokenizer.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.Setting;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;
import org.llamajvm.tokenizer.pipeline.ByteAlphabet;

/** Rules and faults of the metadata, on vocabularies of a few tokens. */
class GgufTokenizersTest {

  private static final Path FILE = Path.of("m.gguf");

  /** All bytes, then {@code more}. */
  private static List<String> bytes(String... more) {
    List<String> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(ByteAlphabet.write(new byte[] {(byte) b}));
    }
    tokens.addAll(List.of(more));
    return tokens;
  }

  /** A byte-level vocabulary whose tokens after the bytes have these types. */
  private static GgufVocabulary.Builder gpt2(List<String> tokens, int... typesOfOthers) {
    int[] types = new int[tokens.size()];
    Arrays.fill(types, 1);
    System.arraycopy(typesOfOthers, 0, types, 256, typesOfOthers.length);
    return GgufVocabulary.builder(FILE, "gpt2", tokens).pre("gpt-2").types(types).merges(List.of());
  }

  /** A SentencePiece vocabulary with byte fallback. */
  private static GgufVocabulary.Builder llama(String... pieces) {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int b = 0; b < 256; b++) {
      tokens.add("<0x%02X>".formatted(b));
    }
    tokens.addAll(List.of(pieces));
    int[] types = new int[tokens.size()];
    Arrays.fill(types, 1);
    types[0] = 2;
    types[1] = 3;
    types[2] = 3;
    Arrays.fill(types, 3, 259, 6);
    float[] scores = new float[tokens.size()];
    for (int id = 259; id < scores.length; id++) {
      scores[id] = 259 - id;
    }
    return GgufVocabulary.builder(FILE, "llama", tokens).types(types).scores(scores);
  }

  private static GgufTokenizer build(GgufVocabulary.Builder builder)
      throws TokenizerFormatException {
    return GgufTokenizers.build(builder.build());
  }

  private static void refuses(GgufVocabulary.Builder builder, String message) {
    assertThatThrownBy(() -> build(builder))
        .isInstanceOf(TokenizerFormatException.class)
        .hasMessage(message + " (file=m.gguf)");
  }

  @Test
  void mergesGoByTheirOrder() throws TokenizerFormatException {
    GgufVocabulary.Builder builder =
        gpt2(bytes("bc", "ab", "abc")).merges(List.of("b c", "a b", "a bc"));
    assertThat(build(builder).tokenizer().encode("abc")).containsExactly(258);
    builder.merges(List.of("a b", "b c"));
    assertThat(build(builder).tokenizer().encode("abc")).containsExactly(257, 'c');
  }

  @Test
  void aWordThatIsATokenIsTakenWhereTheRuleSaysSo() throws TokenizerFormatException {
    GgufVocabulary.Builder builder = gpt2(bytes("abc"));
    assertThat(build(builder).tokenizer().encode("abc")).hasSize(3);
    assertThat(build(builder.pre("llama-bpe")).tokenizer().encode("abc")).containsExactly(256);
  }

  @Test
  void controlTokensNeedTrustAndUserDefinedOnesDoNot() throws TokenizerFormatException {
    Tokenizer tokenizer = build(gpt2(bytes("<|ctl|>", "<|usr|>"), 3, 4)).tokenizer();
    assertThat(tokenizer.encode("<|ctl|>")).hasSize(7);
    assertThat(tokenizer.encodeTrusted("<|ctl|>")).containsExactly(256);
    assertThat(tokenizer.encode("<|usr|>")).containsExactly(257);
    assertThat(tokenizer.decode(new int[] {256, 257})).isEqualTo("<|usr|>");
    assertThat(tokenizer.decode(new int[] {256}, SpecialTokens.SHOW)).isEqualTo("<|ctl|>");
  }

  @Test
  void qwenComposesCharacters() throws TokenizerFormatException {
    String apart = "e\u0301";
    assertThat(build(gpt2(bytes()).pre("qwen2")).tokenizer().encode(apart)).hasSize(2);
    assertThat(build(gpt2(bytes()).pre("stablelm2")).tokenizer().encode(apart)).hasSize(3);
  }

  @Test
  void theFileSaysWhatStandsAroundAText() throws TokenizerFormatException {
    GgufVocabulary.Builder builder =
        gpt2(bytes("<b>", "<e>"), 3, 3).id(SpecialId.BOS, 256).id(SpecialId.EOS, 257);
    assertThat(build(builder).tokenizer().prefix()).isEmpty();
    assertThat(build(builder.pre("llama-bpe")).tokenizer().prefix()).containsExactly(256);
    builder.set(Setting.ADD_BOS, false).set(Setting.ADD_EOS, true);
    Tokenizer tokenizer = build(builder).tokenizer();
    assertThat(tokenizer.prefix()).isEmpty();
    assertThat(tokenizer.suffix()).containsExactly(257);
    assertThat(tokenizer.bosId()).hasValue(256);
  }

  @Test
  void sentencePieceHasIdsAndASpaceByDefault() throws TokenizerFormatException {
    Tokenizer tokenizer = build(llama("▁", "a", "▁a")).tokenizer();
    assertThat(tokenizer.prefix()).containsExactly(1);
    assertThat(tokenizer.eosId()).hasValue(2);
    assertThat(tokenizer.encode("a")).containsExactly(261);
    assertThat(tokenizer.encode("é")).containsExactly(259, 3 + 0xC3, 3 + 0xA9);
    assertThat(tokenizer.encodeTrusted("a<s>a")).containsExactly(261, 1, 261);
    Tokenizer bare = build(llama("▁", "a", "▁a").set(Setting.ADD_SPACE_PREFIX, false)).tokenizer();
    assertThat(bare.encode("a a")).containsExactly(260, 261);
    assertThat(bare.encodeTrusted("a<s>a")).containsExactly(260, 1, 260);
  }

  @Test
  void aUserDefinedPieceGetsNoSpace() throws TokenizerFormatException {
    GgufVocabulary.Builder builder = llama("▁", "a", "▁a", "<|user|>", "▁▁▁");
    int[] types = builder.build().types();
    types[262] = 4;
    types[263] = 4;
    Tokenizer tokenizer = build(builder).tokenizer();
    assertThat(tokenizer.encode("<|user|>a")).containsExactly(262, 261);
    assertThat(tokenizer.decode(new int[] {262, 261})).isEqualTo("<|user|> a");
    assertThat(tokenizer.encode("a   a")).containsExactly(261, 263, 260);
  }

  @Test
  void phi3TakesSpacesBehindItsTokens() throws TokenizerFormatException {
    GgufVocabulary.Builder builder = llama("▁", "a", "▁a", "<|user|>").modelName("Phi-3 Mini 4k");
    builder.build().types()[262] = 4;
    assertThat(build(builder).tokenizer().encode("<|user|> \n a")).containsExactly(262, 261);
    assertThat(build(builder.modelName("other")).tokenizer().encode("<|user|> a"))
        .containsExactly(262, 259, 261);
  }

  @Test
  void textsEndAnAnswerAsIdsDo() throws TokenizerFormatException {
    GgufVocabulary.Builder builder = gpt2(bytes("<|end_of_text|>", "<|eot_id|>", "<x>"), 3, 1, 3);
    GgufTokenizer built = build(builder.id(SpecialId.EOS, 256).id(SpecialId.EOT, 258));
    assertThat(built.endIds()).containsExactly(256, 257, 258);
    assertThat(built.tokenizer().isSpecial(257)).isTrue();
    assertThat(built.tokenizer().encode("<|eot_id|>")).hasSize(10);
  }

  @Test
  void aTextThatMergesYieldEndsNothing() throws TokenizerFormatException {
    GgufVocabulary.Builder builder = gpt2(bytes("</", "s>", "</s>"));
    builder.merges(List.of("< /", "s >", "</ s>"));
    GgufTokenizer built = build(builder);
    assertThat(built.endIds()).isEmpty();
    assertThat(built.tokenizer().isSpecial(258)).isFalse();
  }

  @Test
  void gptOssAndGemmaHaveExceptions() throws TokenizerFormatException {
    GgufTokenizer oss = build(gpt2(bytes("<|end|>", "<|return|>", "<|call|>"), 3, 3, 3));
    assertThat(oss.endIds()).containsExactly(257, 258);
    GgufTokenizer gemma = build(gpt2(bytes("</s>", "<|tool_response>"), 3, 3));
    assertThat(gemma.endIds()).containsExactly(257);
    GgufTokenizer infilling = build(gpt2(bytes("<|fim_pad|>", "<|repo_name|>"), 4, 1));
    assertThat(infilling.endIds()).containsExactly(256);
    assertThat(infilling.tokenizer().isSpecial(256)).isFalse();
  }

  @Test
  void anIdBeyondTheVocabularyIsPassedOverAndSaid() throws TokenizerFormatException {
    GgufTokenizer built = build(llama("a").id(SpecialId.BOS, 4_294_967_295L));
    assertThat(built.tokenizer().prefix()).containsExactly(1);
    assertThat(built.notices())
        .containsExactly(
            "tokenizer.ggml.bos_token_id is 4294967295, and there are 260 tokens; it is not used");
  }

  @Test
  void aRuleThatIsNotNamedIsGuessedAndSaid() throws TokenizerFormatException {
    GgufTokenizer built = build(gpt2(bytes("<|begin_of_text|>"), 3).pre(null));
    assertThat(built.notices())
        .singleElement()
        .asString()
        .startsWith(
            "The file does not say how text is cut into words (tokenizer.ggml.pre); by its tokens"
                + " 'llama-bpe' is taken.");
    assertThat(build(gpt2(bytes("<|endoftext|>"), 3).pre(null)).notices())
        .singleElement()
        .asString()
        .contains("'gpt-2' is taken");
    assertThat(build(gpt2(bytes()).pre(null)).notices())
        .singleElement()
        .asString()
        .contains("'default' is taken");
  }

  @Test
  void emptyTokensGetNames() throws TokenizerFormatException {
    Tokenizer tokenizer = build(gpt2(bytes("", ""))).tokenizer();
    assertThat(tokenizer.pieceOf(257)).isEqualTo("[EMPTY_257]");
  }

  @Test
  void whatAFileLeavesOutHasDefaults() throws TokenizerFormatException {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int b = 0; b < 256; b++) {
      tokens.add("<0x%02X>".formatted(b));
    }
    tokens.add("▁");
    GgufTokenizer built = build(GgufVocabulary.builder(FILE, "llama", tokens));
    assertThat(built.tokenizer().encode("a")).containsExactly(259, 3 + 'a');
    assertThat(built.endIds()).containsExactly(2);
  }

  @Test
  void refusesOtherModelsAndRules() {
    refuses(
        GgufVocabulary.builder(FILE, "bert", List.of("a")),
        "Unsupported tokenizer file: tokenizer.ggml.model is 'bert'; supported: llama, gpt2");
    assertThatThrownBy(() -> build(gpt2(bytes()).pre("new-thing")))
        .hasMessageStartingWith(
            "Unsupported tokenizer file: tokenizer.ggml.pre is 'new-thing'; known are a.x-4.0, ");
  }

  @Test
  void refusesListsThatDoNotFit() {
    refuses(
        GgufVocabulary.builder(FILE, "llama", List.of()),
        "Corrupt tokenizer file: it has 0 tokens, expected 1 to 1048576");
    refuses(
        llama("a").scores(new float[5]),
        "Corrupt tokenizer file: it has 5 scores for 260 tokens, expected one for each");
    refuses(
        llama("a").types(new int[261]),
        "Corrupt tokenizer file: it has 261 token types for 260 tokens, expected one for each");
  }

  @Test
  void refusesTokensThatAreWrong() {
    refuses(llama("a", "a"), "Corrupt tokenizer file: tokens 259 and 260 are both 'a'");
    for (String bad : List.of("<0x-1>", "<0xZZ>", "<0x")) {
      refuses(
          gpt2(bytes(bad), 6),
          "Corrupt tokenizer file: token 256 of type byte is '%s', expected one such as <0xE2>"
              .formatted(bad));
    }
    refuses(
        gpt2(bytes("a b"), 7),
        "Corrupt tokenizer file: token 256, 'a b', has type 7, expected one from 1 to 6");
    float[] scores = new float[260];
    scores[259] = Float.NaN;
    refuses(
        llama("a").scores(scores), "Corrupt tokenizer file: the score of token 259, 'a', is NaN");
  }

  @Test
  void refusesSomeBytesOfByteFallback() {
    GgufVocabulary.Builder builder = llama("a");
    builder.build().types()[3 + 0x41] = 1;
    refuses(builder, "Corrupt tokenizer file: byte fallback has 255 byte pieces, expected 256");
  }

  @Test
  void refusesMergesThatAreWrong() {
    refuses(
        gpt2(bytes()).merges(null),
        "Corrupt tokenizer file: tokenizer.ggml.merges is missing; gpt2 needs it");
    refuses(
        gpt2(bytes("ab")).merges(List.of("ab")),
        "Corrupt tokenizer file: merge 0 is 'ab', expected two pieces with a space between");
    refuses(
        gpt2(bytes("ab")).merges(List.of("a b", "a c")),
        "Corrupt tokenizer file: merge 1, 'a c', has a piece, or makes one, that is no token");
    refuses(
        gpt2(bytes()).merges(Collections.nCopies((1 << 22) + 1, "a b")),
        "Corrupt tokenizer file: it has 4194305 merges, expected at most 4194304");
  }
}
