package org.llamajvm.tokenizer.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.sentencepiece.ModelPieces;

/** Tokenizer files as a converter writes them into a GGUF file. */
public final class ConvertedVocabulary {

  private ConvertedVocabulary() {}

  /** Of a tokenizer.json with byte-level BPE, without special ids. */
  public static GgufVocabulary.Builder ofJson(Path file, String pre) throws IOException {
    JsonNode root = new JsonMapper().readTree(file.toFile());
    int size = 0;
    for (JsonNode id : root.at("/model/vocab")) {
      size = Math.max(size, id.asInt() + 1);
    }
    for (JsonNode added : root.get("added_tokens")) {
      size = Math.max(size, added.get("id").asInt() + 1);
    }
    List<String> tokens = new ArrayList<>(Collections.nCopies(size, null));
    int[] types = new int[size];
    Arrays.fill(types, TokenType.UNUSED.number());
    for (Map.Entry<String, JsonNode> entry : root.at("/model/vocab").properties()) {
      tokens.set(entry.getValue().asInt(), entry.getKey());
      types[entry.getValue().asInt()] = TokenType.NORMAL.number();
    }
    for (JsonNode added : root.get("added_tokens")) {
      int id = added.get("id").asInt();
      tokens.set(id, added.get("content").asText());
      TokenType type =
          added.get("special").asBoolean() ? TokenType.CONTROL : TokenType.USER_DEFINED;
      types[id] = type.number();
    }
    for (int id = 0; id < size; id++) {
      if (tokens.get(id) == null) {
        tokens.set(id, "[PAD" + id + "]");
      }
    }
    List<String> merges = new ArrayList<>();
    for (JsonNode merge : root.at("/model/merges")) {
      merges.add(
          merge.isArray() ? merge.get(0).asText() + " " + merge.get(1).asText() : merge.asText());
    }
    return GgufVocabulary.builder(file, "gpt2", tokens).pre(pre).types(types).merges(merges);
  }

  /** Of a tokenizer.model of SentencePiece. */
  public static GgufVocabulary.Builder ofModel(Path file) throws IOException {
    ModelPieces pieces = ModelPieces.read(file);
    return GgufVocabulary.builder(file, "llama", pieces.texts())
        .pre("default")
        .scores(pieces.scores())
        .types(pieces.types())
        .set(GgufVocabulary.Setting.ADD_SPACE_PREFIX, pieces.dummyPrefix());
  }
}
