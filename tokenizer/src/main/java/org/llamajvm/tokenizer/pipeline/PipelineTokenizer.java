package org.llamajvm.tokenizer.pipeline;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.bpe.IntList;
import org.llamajvm.tokenizer.bpe.TokenModel;
import org.llamajvm.tokenizer.bpe.Vocabulary;

/** A tokenizer that is a sequence of stages. Immutable. */
public final class PipelineTokenizer implements Tokenizer {

  /**
   * The stages.
   *
   * @param added tokens that are found before the model sees the text
   * @param normalizer changes text between added tokens
   * @param preTokenizer cuts normalized text
   * @param model makes ids of what is cut
   * @param assembler makes text of ids
   */
  public record Stages(
      List<AddedToken> added,
      Normalizer normalizer,
      PreTokenizer preTokenizer,
      TokenModel model,
      TextAssembler assembler) {}

  /**
   * What stands around a text.
   *
   * @param prefix ids before it
   * @param suffix ids after it
   * @param bos the id that begins a text, or -1
   * @param eos the id that ends a text, or -1
   */
  public record Frame(List<Integer> prefix, List<Integer> suffix, int bos, int eos) {

    /**
     * The ids on one side of a text.
     *
     * @param wanted whether there are to be any
     * @param given those that are known; if none, {@code id} takes their place, if it is not -1
     */
    public static List<Integer> ids(boolean wanted, List<Integer> given, int id) {
      if (!wanted) {
        return List.of();
      }
      return !given.isEmpty() || id < 0 ? given : List.of(id);
    }
  }

  private final PreTokenizer preTokenizer;
  private final TokenModel model;
  private final TextAssembler assembler;
  private final Frame frame;
  private final AddedTokens added;
  private final Map<Integer, AddedToken> byId = new HashMap<>();
  private final Map<String, AddedToken> byContent = new HashMap<>();
  private final BitSet specials = new BitSet();
  private final int size;
  private final TextAssembler.Pieces pieces =
      new TextAssembler.Pieces() {
        @Override
        public String pieceOf(int id) {
          return PipelineTokenizer.this.pieceOf(id);
        }

        @Override
        public boolean isSpecial(int id) {
          return PipelineTokenizer.this.isSpecial(id);
        }
      };

  /** A tokenizer of these stages, with special tokens around a text as {@code frame} says. */
  public PipelineTokenizer(Stages stages, Frame frame) {
    preTokenizer = stages.preTokenizer();
    model = stages.model();
    assembler = stages.assembler();
    this.frame = frame;
    added = new AddedTokens(stages.added(), stages.normalizer());
    int last = model.vocabulary().size() - 1;
    for (AddedToken token : stages.added()) {
      byId.put(token.id(), token);
      byContent.put(token.content(), token);
      specials.set(token.id(), token.special());
      last = Math.max(last, token.id());
    }
    size = last + 1;
  }

  @Override
  public int vocabularySize() {
    return size;
  }

  @Override
  public int[] encode(List<Span> spans) {
    MarkedText text = MarkedText.of(spans);
    IntList ids = new IntList(text.text().length() / 3);
    TokenModel.Session session = model.newSession();
    added.split(
        text,
        new AddedTokens.Parts() {
          @Override
          public void text(String part, boolean atStart) {
            preTokenizer.split(part, atStart, (word, first) -> session.encode(word, ids));
          }

          @Override
          public void token(int id) {
            ids.add(id);
          }
        });
    return ids.toArray();
  }

  @Override
  public int[] prefix() {
    return array(frame.prefix());
  }

  @Override
  public int[] suffix() {
    return array(frame.suffix());
  }

  @Override
  public String decode(int[] ids, SpecialTokens specialTokens) {
    for (int id : ids) {
      Objects.checkIndex(id, size);
    }
    return assembler.assemble(ids, specialTokens, pieces);
  }

  @Override
  public byte[] bytesOf(int id) {
    return isSpecial(id) || pieceOf(id).isEmpty() ? new byte[0] : assembler.bytes(id, pieces);
  }

  @Override
  public OptionalInt bosId() {
    return optional(frame.bos());
  }

  @Override
  public OptionalInt eosId() {
    return optional(frame.eos());
  }

  @Override
  public OptionalInt idOf(String piece) {
    AddedToken token = byContent.get(piece);
    return token != null ? OptionalInt.of(token.id()) : optional(model.vocabulary().find(piece));
  }

  @Override
  public String pieceOf(int id) {
    Objects.checkIndex(id, size);
    AddedToken token = byId.get(id);
    if (token != null) {
      return token.content();
    }
    Vocabulary vocabulary = model.vocabulary();
    return vocabulary.has(id) ? vocabulary.piece(id) : "";
  }

  @Override
  public boolean isSpecial(int id) {
    Objects.checkIndex(id, size);
    return specials.get(id);
  }

  private static int[] array(List<Integer> ids) {
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static OptionalInt optional(int id) {
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }
}
