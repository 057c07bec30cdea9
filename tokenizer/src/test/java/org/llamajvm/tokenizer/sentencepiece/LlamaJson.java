package org.llamajvm.tokenizer.sentencepiece;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.sentencepiece.ModelFile.Piece;

/**
 * Writes a tokenizer.model as the tokenizer.json that transformers' {@code LlamaConverter} makes of
 * it, like {@code llama_json} of {@code reference.py}.
 */
public final class LlamaJson {

  private record Merge(int left, int right, float score, int leftLength, int rightLength) {}

  private LlamaJson() {}

  /** The text of the tokenizer.json. */
  public static String convert(Path model) throws IOException {
    List<Piece> pieces = ModelFileReader.read(model, Files.readAllBytes(model)).pieces();
    Map<String, Integer> ids = new LinkedHashMap<>();
    pieces.forEach(piece -> ids.put(piece.text(), ids.size()));
    List<Merge> merges = new ArrayList<>();
    for (Piece piece : pieces) {
      List<Merge> own = new ArrayList<>();
      int[] chars = piece.text().codePoints().toArray();
      for (int i = 1; i < chars.length; i++) {
        Integer left = ids.get(new String(chars, 0, i));
        Integer right = ids.get(new String(chars, i, chars.length - i));
        if (left != null && right != null) {
          own.add(new Merge(left, right, piece.score(), i, chars.length - i));
        }
      }
      own.sort(Comparator.comparingInt(Merge::left).thenComparingInt(Merge::right));
      merges.addAll(own);
    }
    merges.sort(
        Comparator.comparingDouble(Merge::score)
            .thenComparingInt(Merge::leftLength)
            .thenComparingInt(Merge::rightLength)
            .reversed());
    List<List<String>> names =
        merges.stream()
            .map(m -> List.of(pieces.get(m.left()).text(), pieces.get(m.right()).text()))
            .toList();
    Map<String, Object> bpe = new LinkedHashMap<>();
    bpe.put("type", "BPE");
    bpe.put("unk_token", "<unk>");
    bpe.put("fuse_unk", true);
    bpe.put("byte_fallback", true);
    bpe.put("merges", names); // before the vocabulary, as no one writes it but JSON allows
    bpe.put("vocab", ids);
    ObjectMapper mapper = new ObjectMapper();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("added_tokens", List.of(special(0, "<unk>"), special(1, "<s>"), special(2, "</s>")));
    root.put("model", bpe);
    root.put("normalizer", mapper.readTree(NORMALIZER));
    root.put("decoder", mapper.readTree(DECODER));
    return mapper.writeValueAsString(root);
  }

  private static final String NORMALIZER =
      """
      {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": "▁"},
        {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
      """;

  private static final String DECODER =
      """
      {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
      """;

  private static Map<String, Object> special(int id, String content) {
    return Map.of("id", id, "content", content, "special", true, "normalized", false);
  }
}
