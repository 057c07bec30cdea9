package org.llamajvm.tokenizer.files;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.ModelException;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.bpe.Vocabulary;
import org.llamajvm.tokenizer.pipeline.AddedToken;
import org.llamajvm.tokenizer.pipeline.Normalizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Frame;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Stages;
import org.llamajvm.tokenizer.sentencepiece.SentencePiece;

/**
 * Makes a tokenizer of a SentencePiece {@code tokenizer.model}. Trusted text is cut at control
 * pieces and added tokens; what is between goes to SentencePiece as it is.
 */
final class SentencePieceFile {

  private SentencePieceFile() {}

  static Tokenizer read(Path file, byte[] bytes, TokenizerConfig config) throws ModelException {
    SentencePiece model = SentencePiece.read(file, bytes);
    Map<String, AddedToken> added = new LinkedHashMap<>();
    for (AddedToken control : model.controls()) {
      added.put(control.content(), control);
    }
    for (AddedToken token : config.olderAddedTokens()) {
      added.put(token.content(), token);
    }
    for (AddedToken token : config.addedTokens()) {
      added.put(token.content(), token);
    }
    Vocabulary vocabulary = model.model().vocabulary();
    Stages stages =
        new Stages(
            List.copyOf(added.values()),
            new Normalizer.Sequence(List.of()),
            model.normalizer(config.legacy()),
            model.model(),
            model.assembler());
    int bos = idOf(config.bosToken().orElse(model.bosPiece()), added, vocabulary);
    int eos = idOf(config.eosToken().orElse(model.eosPiece()), added, vocabulary);
    config.check("bos", config.addBos(), config.bosToken(), bos);
    config.check("eos", config.addEos(), config.eosToken(), eos);
    return new PipelineTokenizer(
        stages,
        new Frame(
            Frame.ids(config.addBos().orElse(true), List.of(), bos),
            Frame.ids(config.addEos().orElse(false), List.of(), eos),
            bos,
            eos));
  }

  private static int idOf(String token, Map<String, AddedToken> added, Vocabulary vocabulary) {
    AddedToken found = added.get(token);
    return found != null ? found.id() : vocabulary.find(token);
  }
}
