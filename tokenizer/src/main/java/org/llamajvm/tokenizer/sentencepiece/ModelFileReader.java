package org.llamajvm.tokenizer.sentencepiece;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Normalization;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Piece;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.PieceType;

/**
 * Reads a ModelProto; field numbers and defaults are those of {@code sentencepiece_model.proto}.
 */
final class ModelFileReader {

  private static final int BPE = 2;
  private static final List<String> MODEL_TYPES = List.of("unigram", "bpe", "word", "char");

  private final List<Piece> pieces = new ArrayList<>();
  private Normalization normalization = new Normalization(new CharsMap(), true, true, true);
  private int modelType = 1;
  private boolean byteFallback;
  private boolean whitespaceAsSuffix;
  private String unknownSurface = ModelFile.UNKNOWN_SURFACE;
  private String bosPiece = "<s>";
  private String eosPiece = "</s>";

  private ModelFileReader() {}

  static ModelFile read(Path file, byte[] bytes) throws TokenizerFormatException {
    if (bytes.length == 0) {
      throw new TokenizerFormatException(
          Kind.TRUNCATED, "it is empty; expected a SentencePiece model", file, 0);
    }
    ModelFileReader reader = new ModelFileReader();
    ProtobufReader in = new ProtobufReader(file, bytes);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> reader.piece(in.message());
        case 2 -> reader.trainer(in.message());
        case 3 -> reader.normalization = normalization(in.message());
        case 5 -> reader.denormalization(in.message());
        default -> in.skip();
      }
    }
    return reader.finish(in);
  }

  private ModelFile finish(ProtobufReader in) throws TokenizerFormatException {
    if (pieces.isEmpty()) {
      throw in.failure(Kind.CORRUPT, "it has no pieces; expected a SentencePiece model");
    }
    if (modelType != BPE) {
      String name =
          modelType >= 1 && modelType <= MODEL_TYPES.size()
              ? MODEL_TYPES.get(modelType - 1)
              : String.valueOf(modelType);
      throw in.failure(
          Kind.UNSUPPORTED, "model type " + name + "; of SentencePiece, bpe is supported");
    }
    return new ModelFile(
        List.copyOf(pieces),
        normalization,
        byteFallback,
        whitespaceAsSuffix,
        unknownSurface,
        bosPiece,
        eosPiece);
  }

  private void piece(ProtobufReader in) throws TokenizerFormatException {
    String text = "";
    float score = 0;
    int type = 1;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> text = in.string();
        case 2 -> score = in.float32();
        case 3 -> type = in.int32();
        default -> in.skip();
      }
    }
    Optional<PieceType> known = PieceType.of(type);
    if (text.isEmpty() || known.isEmpty() || Float.isNaN(score)) {
      throw in.failure(
          Kind.CORRUPT,
          "piece %d is '%s' of type %d with score %s; expected a text, a type from 1 to 6, a number"
              .formatted(pieces.size(), text, type, score));
    }
    pieces.add(new Piece(text, score, known.get()));
  }

  private void trainer(ProtobufReader in) throws TokenizerFormatException {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 3 -> modelType = in.int32();
        case 24 -> whitespaceAsSuffix = in.bool();
        case 35 -> byteFallback = in.bool();
        case 44 -> unknownSurface = in.string();
        case 46 -> bosPiece = in.string();
        case 47 -> eosPiece = in.string();
        default -> in.skip();
      }
    }
  }

  private static Normalization normalization(ProtobufReader in) throws TokenizerFormatException {
    CharsMap rules = new CharsMap();
    boolean dummyPrefix = true;
    boolean removeExtraWhitespaces = true;
    boolean escapeWhitespaces = true;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 2 -> {
          byte[] blob = in.bytes();
          rules = blob.length == 0 ? rules : new CharsMap(blob, in);
        }
        case 3 -> dummyPrefix = in.bool();
        case 4 -> removeExtraWhitespaces = in.bool();
        case 5 -> escapeWhitespaces = in.bool();
        default -> in.skip();
      }
    }
    return new Normalization(rules, dummyPrefix, removeExtraWhitespaces, escapeWhitespaces);
  }

  private void denormalization(ProtobufReader in) throws TokenizerFormatException {
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 2 && in.bytes().length > 0) {
        throw in.failure(Kind.UNSUPPORTED, "a denormalizer; models without one are supported");
      }
      if (field != 2) {
        in.skip();
      }
    }
  }
}
