package org.llamajvm.tokenizer.gguf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.bpe.BytePiece;
import org.llamajvm.tokenizer.bpe.Vocabulary;
import org.llamajvm.tokenizer.gguf.GgufVocabulary.SpecialId;
import org.llamajvm.tokenizer.pipeline.AddedToken;

/** The tokens of a file, checked: each has a text of its own and a type. */
final class Tokens {

  /** Twice as many as the largest vocabulary that was published has. */
  private static final int MOST = 1 << 20;

  private final GgufVocabulary file;
  private final List<String> texts = new ArrayList<>();
  private final TokenType[] types;
  private final Vocabulary vocabulary;
  private final List<String> notices = new ArrayList<>();

  Tokens(GgufVocabulary file) throws TokenizerFormatException {
    this.file = file;
    int size = file.tokens().size();
    if (size == 0 || size > MOST) {
      throw corrupt("it has %d tokens, expected 1 to %d".formatted(size, MOST));
    }
    checkLength("scores", file.scores() == null ? size : file.scores().length);
    checkLength("token types", file.types() == null ? size : file.types().length);
    types = new TokenType[size];
    for (int id = 0; id < size; id++) {
      String text = file.tokens().get(id);
      texts.add(text.isEmpty() ? "[EMPTY_" + id + "]" : text);
      types[id] = read(id);
      if (file.scores() != null && Float.isNaN(file.scores()[id])) {
        throw corrupt("the score of token %d, '%s', is NaN".formatted(id, text));
      }
    }
    vocabulary = vocabularyOf(texts);
  }

  private void checkLength(String what, int length) throws TokenizerFormatException {
    if (length != file.tokens().size()) {
      throw corrupt(
          "it has %d %s for %d tokens, expected one for each"
              .formatted(length, what, file.tokens().size()));
    }
  }

  private TokenType read(int id) throws TokenizerFormatException {
    boolean isByte = BytePiece.byteOf(texts.get(id)) >= 0;
    if (file.types() == null) {
      return isByte ? TokenType.BYTE : TokenType.NORMAL;
    }
    TokenType type = TokenType.of(file.types()[id]);
    if (type == null) {
      throw corrupt(
          "token %d, '%s', has type %d, expected one from 1 to 6"
              .formatted(id, texts.get(id), file.types()[id]));
    }
    if (type == TokenType.BYTE && !isByte) {
      throw corrupt(
          "token %d of type byte is '%s', expected one such as <0xE2>"
              .formatted(id, texts.get(id)));
    }
    return type;
  }

  private Vocabulary vocabularyOf(List<String> pieces) throws TokenizerFormatException {
    Vocabulary.Builder builder = new Vocabulary.Builder();
    for (int id = 0; id < pieces.size(); id++) {
      builder.add(id, pieces.get(id));
    }
    Vocabulary built = builder.build();
    for (int id = 0; id < pieces.size(); id++) {
      int found = built.find(pieces.get(id));
      if (found != id) {
        throw corrupt("tokens %d and %d are both '%s'".formatted(found, id, pieces.get(id)));
      }
    }
    return built;
  }

  int size() {
    return types.length;
  }

  String text(int id) {
    return texts.get(id);
  }

  List<String> texts() {
    return texts;
  }

  TokenType type(int id) {
    return types[id];
  }

  /** Corrects the type of a token. */
  void setType(int id, TokenType type) {
    types[id] = type;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The id that a key holds; ids that no token has count as none. */
  OptionalInt id(SpecialId which) {
    long id = file.id(which).orElse(-1L);
    if (id >= size()) {
      notice(
          "%s is %d, and there are %d tokens; it is not used".formatted(which.key(), id, size()));
    }
    return id < 0 || id >= size() ? OptionalInt.empty() : OptionalInt.of((int) id);
  }

  /** Tokens that are found in the text before the model sees it. */
  List<AddedToken> added() {
    String name = file.modelName().toLowerCase(Locale.ROOT);
    boolean strips = name.contains("phi-3") || name.contains("phi3");
    List<AddedToken> added = new ArrayList<>();
    for (int id = 0; id < size(); id++) {
      if (types[id].isAdded()) {
        String text = texts.get(id);
        boolean stripRight = strips && !List.of("<unk>", "<s>", "<|endoftext|>").contains(text);
        boolean special = types[id] != TokenType.USER_DEFINED;
        added.add(new AddedToken(id, text, false, false, stripRight, false, special));
      }
    }
    return added;
  }

  /** Adds a sentence on what was taken instead of what the file says. */
  void notice(String sentence) {
    if (!notices.contains(sentence)) {
      notices.add(sentence);
    }
  }

  List<String> notices() {
    return notices;
  }

  TokenizerFormatException corrupt(String problem) {
    return new TokenizerFormatException(Kind.CORRUPT, problem, file.file(), -1);
  }

  TokenizerFormatException unsupported(String problem) {
    return new TokenizerFormatException(Kind.UNSUPPORTED, problem, file.file(), -1);
  }
}
