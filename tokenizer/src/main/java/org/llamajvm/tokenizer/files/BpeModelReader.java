package org.llamajvm.tokenizer.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.tokenizer.bpe.BpeModel;
import org.llamajvm.tokenizer.bpe.BpeModel.Options;
import org.llamajvm.tokenizer.bpe.IntList;
import org.llamajvm.tokenizer.bpe.MergeTable;
import org.llamajvm.tokenizer.bpe.Vocabulary;

/**
 * Reads the member {@code model} of tokenizer.json. The vocabulary and the merges, which are nearly
 * the whole file, are read as they come, without an object for each.
 */
final class BpeModelReader {

  private final Json json;
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final List<String[]> early = new ArrayList<>(); // merges that came before the vocabulary
  private final IntList merges = new IntList(1 << 10); // left, right, result, in the order of rank
  private Vocabulary vocabulary;
  private char[] joined = new char[64];

  BpeModelReader(Json json) {
    this.json = json;
  }

  /** Reads the object that comes next. */
  void read() throws IOException {
    json.expect(json.next(), JsonToken.START_OBJECT);
    for (String name = json.nextMember(); name != null; name = json.nextMember()) {
      switch (name) {
        case "vocab" -> vocabulary();
        case "merges" -> merges();
        default -> settings.put(name, json.value());
      }
      checkType();
    }
    if (vocabulary == null) {
      throw json.failure(Kind.CORRUPT, "model.vocab is missing");
    }
    for (String[] pair : early) {
      String both = pair[0] + pair[1];
      merge(both.toCharArray(), pair[0].length(), both.length());
    }
  }

  private void checkType() throws IOException {
    Object type = settings.getOrDefault("type", "BPE");
    if (!"BPE".equals(type)) {
      throw json.failure(Kind.UNSUPPORTED, "model is " + type + "; supported: BPE");
    }
  }

  /** The model; {@code specials} are ids that text must not yield. */
  BpeModel build(JsonObject root, BitSet specials) throws IOException {
    JsonObject section = TokenizerDialect.object(root.file(), "model", settings);
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!section.optionalText(affix).orElse("").isEmpty()) {
        throw TokenizerDialect.notImplemented(section, "BPE with " + affix, "BPE without one");
      }
    }
    if (section.has("dropout") && !Double.valueOf(0).equals(settings.get("dropout"))) {
      throw TokenizerDialect.notImplemented(section, "BPE with dropout", "BPE without it");
    }
    String unknown = section.optionalText("unk_token").orElse("");
    int unknownId = unknown.isEmpty() ? -1 : vocabulary.find(unknown);
    if (!unknown.isEmpty() && unknownId < 0) {
      throw TokenizerDialect.corrupt(
          section, "model.unk_token '" + unknown + "' is not in the vocabulary");
    }
    MergeTable table = new MergeTable(merges.size() / 3);
    for (int i = 0; i < merges.size(); i += 3) {
      int result = merges.get(i + 2);
      if (!specials.get(result)) {
        table.put(merges.get(i), merges.get(i + 1), i / 3, result);
      }
    }
    Options options =
        new Options(
            unknownId,
            section.flag("fuse_unk", false),
            section.flag("byte_fallback", false),
            section.flag("ignore_merges", false));
    return new BpeModel(vocabulary, table, options, specials);
  }

  private void vocabulary() throws IOException {
    json.expect(json.next(), JsonToken.START_OBJECT);
    JsonParser parser = json.parser();
    Vocabulary.Builder builder = new Vocabulary.Builder();
    for (JsonToken token = json.next(); token != JsonToken.END_OBJECT; token = json.next()) {
      json.expect(token, JsonToken.FIELD_NAME);
      String piece = parser.currentName();
      json.expect(json.next(), JsonToken.VALUE_NUMBER_INT);
      int id = json.id();
      if (id < 0) {
        throw json.failure(Kind.CORRUPT, "the id of '%s' is %s".formatted(piece, parser.getText()));
      }
      if (!builder.add(id, piece)) {
        throw json.failure(
            Kind.CORRUPT, "'%s' is the second piece with id %d".formatted(piece, id));
      }
    }
    vocabulary = builder.build();
  }

  private void merges() throws IOException {
    json.expect(json.next(), JsonToken.START_ARRAY);
    JsonParser parser = json.parser();
    for (JsonToken token = json.next(); token != JsonToken.END_ARRAY; token = json.next()) {
      if (token == JsonToken.START_ARRAY) {
        json.expect(json.next(), JsonToken.VALUE_STRING);
        int middle = append(parser, 0);
        json.expect(json.next(), JsonToken.VALUE_STRING);
        int end = append(parser, middle);
        json.expect(json.next(), JsonToken.END_ARRAY);
        accept(middle, end);
      } else {
        json.expect(token, JsonToken.VALUE_STRING);
        spaced(append(parser, 0));
      }
    }
  }

  /** A merge in the older form: two pieces with a space between them. */
  private void spaced(int end) throws IOException {
    int middle = 0;
    while (middle < end && joined[middle] != ' ') {
      middle++;
    }
    String rest = new String(joined, middle, end - middle);
    if (middle == 0 || rest.length() < 2 || rest.indexOf(' ', 1) > 0) {
      throw json.failure(
          Kind.CORRUPT,
          "the merge '%s' is not two pieces with a space between"
              .formatted(new String(joined, 0, end)));
    }
    System.arraycopy(joined, middle + 1, joined, middle, end - middle - 1);
    accept(middle, end - 1);
  }

  private int append(JsonParser parser, int at) throws IOException {
    int length = parser.getTextLength();
    if (at + length > joined.length) {
      joined = java.util.Arrays.copyOf(joined, (at + length) * 2);
    }
    System.arraycopy(parser.getTextCharacters(), parser.getTextOffset(), joined, at, length);
    return at + length;
  }

  private void accept(int middle, int end) throws IOException {
    if (vocabulary == null) {
      early.add(
          new String[] {new String(joined, 0, middle), new String(joined, middle, end - middle)});
    } else {
      merge(joined, middle, end);
    }
  }

  private void merge(char[] chars, int middle, int end) throws IOException {
    int left = vocabulary.find(chars, 0, middle);
    int right = vocabulary.find(chars, middle, end);
    int result = vocabulary.find(chars, 0, end);
    if (left < 0 || right < 0 || result < 0) {
      throw json.failure(
          Kind.CORRUPT,
          "merge %d of '%s' and '%s' has a piece, or makes one, that is not in the vocabulary"
              .formatted(
                  merges.size() / 3,
                  new String(chars, 0, middle),
                  new String(chars, middle, end - middle)));
    }
    merges.add(left);
    merges.add(right);
    merges.add(result);
  }
}
