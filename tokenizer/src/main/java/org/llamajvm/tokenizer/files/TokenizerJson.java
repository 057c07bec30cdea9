package org.llamajvm.tokenizer.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.bpe.BpeModel;
import org.llamajvm.tokenizer.pipeline.AddedToken;
import org.llamajvm.tokenizer.pipeline.Decoder;
import org.llamajvm.tokenizer.pipeline.Normalizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Frame;
import org.llamajvm.tokenizer.pipeline.PipelineTokenizer.Stages;
import org.llamajvm.tokenizer.pipeline.PreTokenizer;
import org.llamajvm.tokenizer.pipeline.TextAssembler;

/** Reads {@code tokenizer.json}, the format of the tokenizers library. */
final class TokenizerJson {

  private TokenizerJson() {}

  static Tokenizer read(Path file, TokenizerConfig config) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    BpeModelReader reader = null;
    try (Json json = Json.open(file)) {
      for (String name = json.nextMember(); name != null; name = json.nextMember()) {
        if (name.equals("model")) {
          reader = new BpeModelReader(json);
          reader.read();
        } else {
          members.put(name, json.value());
        }
      }
      if (json.next() != null) {
        throw json.failure(Kind.CORRUPT, "something follows the JSON object");
      }
      if (reader == null) {
        throw json.failure(Kind.CORRUPT, "model is missing; expected a file of tokenizers");
      }
      return build(TokenizerDialect.object(file, "", members), reader, config);
    }
  }

  private static Tokenizer build(JsonObject root, BpeModelReader reader, TokenizerConfig config)
      throws IOException {
    Map<String, AddedToken> added = new LinkedHashMap<>();
    if (root.has("added_tokens")) {
      for (JsonObject token : root.objects("added_tokens")) {
        AddedToken one =
            TokenizerConfig.addedToken(token, token.integer("id", 0, Integer.MAX_VALUE));
        added.put(one.content(), one);
      }
    }
    for (AddedToken token : config.addedTokens()) {
      added.put(token.content(), token);
    }
    BitSet specials = new BitSet();
    added.values().forEach(token -> specials.set(token.id(), token.special()));
    BpeModel model = reader.build(root, specials);
    Stages stages =
        new Stages(
            List.copyOf(added.values()),
            root.has("normalizer")
                ? StageReader.normalizer(root.object("normalizer"))
                : new Normalizer.Sequence(List.of()),
            root.has("pre_tokenizer")
                ? StageReader.preTokenizer(root.object("pre_tokenizer"))
                : new PreTokenizer.Sequence(List.of()),
            model,
            TextAssembler.of(
                root.has("decoder")
                    ? StageReader.decoder(root.object("decoder"))
                    : new Decoder.Spaced()));
    return new PipelineTokenizer(stages, frame(root, added, model, config));
  }

  private static Frame frame(
      JsonObject root, Map<String, AddedToken> added, BpeModel model, TokenizerConfig config)
      throws IOException {
    Template template =
        root.has("post_processor")
            ? Template.read(root.object("post_processor"))
            : Template.NOTHING;
    List<Integer> prefix = template.prefix();
    List<Integer> suffix = template.suffix();
    checkIds(root, prefix, added, model);
    checkIds(root, suffix, added, model);
    int bos = idOf(config.bosToken(), added, model);
    int eos = idOf(config.eosToken(), added, model);
    if (bos < 0 && config.bosToken().isEmpty() && prefix.size() == 1) {
      bos = prefix.getFirst();
    }
    if (prefix.isEmpty()) {
      config.check("bos", config.addBos(), config.bosToken(), bos);
    }
    if (suffix.isEmpty()) {
      config.check("eos", config.addEos(), config.eosToken(), eos);
    }
    if (config.addBos().isPresent()) {
      prefix = Frame.ids(config.addBos().get(), prefix, bos);
    }
    if (config.addEos().isPresent()) {
      suffix = Frame.ids(config.addEos().get(), suffix, eos);
    }
    return new Frame(prefix, suffix, bos, eos);
  }

  private static void checkIds(
      JsonObject root, List<Integer> ids, Map<String, AddedToken> added, BpeModel model)
      throws ModelException {
    for (int id : ids) {
      boolean known =
          model.vocabulary().has(id) || added.values().stream().anyMatch(token -> token.id() == id);
      if (!known) {
        throw TokenizerDialect.corrupt(
            root, "post_processor puts the id %d around a text, and no token has it".formatted(id));
      }
    }
  }

  private static int idOf(Optional<String> token, Map<String, AddedToken> added, BpeModel model) {
    if (token.isEmpty()) {
      return -1;
    }
    AddedToken found = added.get(token.get());
    return found != null ? found.id() : model.vocabulary().find(token.get());
  }
}
