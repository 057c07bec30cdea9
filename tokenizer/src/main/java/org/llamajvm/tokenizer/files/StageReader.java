package org.llamajvm.tokenizer.files;

import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.tokenizer.pipeline.Behavior;
import org.llamajvm.tokenizer.pipeline.BoundedPattern;
import org.llamajvm.tokenizer.pipeline.Decoder;
import org.llamajvm.tokenizer.pipeline.Normalizer;
import org.llamajvm.tokenizer.pipeline.PreTokenizer;
import org.llamajvm.tokenizer.pipeline.PreTokenizer.PrependScheme;
import org.llamajvm.tokenizer.pipeline.WordPattern;

/**
 * Makes the stages that the members {@code normalizer}, {@code pre_tokenizer} and {@code decoder}
 * of tokenizer.json describe. Their source is the tokenizers library.
 */
public final class StageReader {

  /** Characters of the byte alphabet that one character becomes at most. */
  private static final int BYTES = 3;

  private StageReader() {}

  /** How many times as long a stage of any kind can make a text. */
  private static long times(JsonObject section) throws ModelException {
    return switch (section.text("type")) {
      case "Prepend" -> 1L + section.text("prepend").length();
      case "Replace" -> {
        int content = section.text("content").length();
        int literal = section.object("pattern").optionalText("String").orElse("").length();
        yield literal > 0 ? Math.ceilDiv(content, literal) : 1L + content;
      }
      case "ByteLevel" -> BYTES;
      case "Metaspace" -> 2;
      default -> 1;
    };
  }

  static Normalizer normalizer(JsonObject section) throws ModelException {
    return normalizer(section, new Growth());
  }

  private static Normalizer normalizer(JsonObject section, Growth growth) throws ModelException {
    growth.stage(section, times(section));
    return switch (section.text("type")) {
      case "Sequence" -> {
        List<Normalizer> steps = new ArrayList<>();
        for (JsonObject step : section.objects("normalizers")) {
          steps.add(normalizer(step, growth));
        }
        yield new Normalizer.Sequence(List.copyOf(steps));
      }
      case "Prepend" -> new Normalizer.Prepend(section.text("prepend"));
      case "Replace" ->
          new Normalizer.Replace(Patterns.read(section, "pattern"), section.text("content"));
      case "Strip" ->
          new Normalizer.Strip(section.flag("strip_left", true), section.flag("strip_right", true));
      case "Lowercase" -> new Normalizer.Lowercase();
      case "NFC" -> new Normalizer.Unicode(Form.NFC);
      case "NFD" -> new Normalizer.Unicode(Form.NFD);
      case "NFKC" -> new Normalizer.Unicode(Form.NFKC);
      case "NFKD" -> new Normalizer.Unicode(Form.NFKD);
      default ->
          throw TokenizerDialect.notImplemented(
              section,
              section.text("type"),
              "Sequence, Prepend, Replace, Strip, Lowercase, NFC, NFD, NFKC, NFKD");
    };
  }

  /**
   * The member {@code pre_tokenizer}.
   *
   * @throws ModelException if it is damaged, or asks for what is not supported
   */
  @SuppressWarnings("exports") // for the package beside this one
  public static PreTokenizer preTokenizer(JsonObject section) throws ModelException {
    return preTokenizer(section, new Growth());
  }

  private static PreTokenizer preTokenizer(JsonObject section, Growth growth)
      throws ModelException {
    growth.stage(section, times(section));
    return switch (section.text("type")) {
      case "Sequence" -> {
        List<PreTokenizer> steps = new ArrayList<>();
        for (JsonObject step : section.objects("pretokenizers")) {
          steps.add(preTokenizer(step, growth));
        }
        yield new PreTokenizer.Sequence(List.copyOf(steps));
      }
      case "Split" -> split(section);
      case "Digits" -> new PreTokenizer.Digits(section.flag("individual_digits", false));
      case "ByteLevel" -> byteLevel(section);
      case "Metaspace" ->
          new PreTokenizer.Metaspace(
              replacement(section), scheme(section), section.flag("split", true));
      default ->
          throw TokenizerDialect.notImplemented(
              section, section.text("type"), "Sequence, Split, Digits, ByteLevel, Metaspace");
    };
  }

  /** A space is put before the text first, then it is cut, then bytes are written. */
  private static PreTokenizer byteLevel(JsonObject section) throws ModelException {
    List<PreTokenizer> steps = new ArrayList<>();
    if (section.flag("add_prefix_space", true)) {
      steps.add(new PreTokenizer.PrefixSpace());
    }
    if (section.flag("use_regex", true)) {
      steps.add(new PreTokenizer.Known(WordPattern.GPT2));
    }
    steps.add(new PreTokenizer.ByteLevel());
    return new PreTokenizer.Sequence(List.copyOf(steps));
  }

  private static PreTokenizer split(JsonObject section) throws ModelException {
    Behavior behavior =
        switch (section.text("behavior")) {
          case "Removed" -> Behavior.REMOVED;
          case "Isolated" -> Behavior.ISOLATED;
          case "MergedWithPrevious" -> Behavior.MERGED_WITH_PREVIOUS;
          case "MergedWithNext" -> Behavior.MERGED_WITH_NEXT;
          case "Contiguous" -> Behavior.CONTIGUOUS;
          default ->
              throw TokenizerDialect.notImplemented(
                  section,
                  "a Split with behavior " + section.text("behavior"),
                  "Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous");
        };
    boolean invert = section.flag("invert", false);
    Optional<String> regex = section.object("pattern").optionalText("Regex");
    for (WordPattern known : WordPattern.values()) {
      boolean whole = behavior == Behavior.ISOLATED || (behavior == Behavior.REMOVED && invert);
      if (whole && regex.isPresent() && regex.get().equals(known.regex())) {
        return new PreTokenizer.Known(known);
      }
    }
    return new PreTokenizer.Split(Patterns.read(section, "pattern"), behavior, invert);
  }

  private static PrependScheme scheme(JsonObject section) throws ModelException {
    Optional<String> scheme = section.optionalText("prepend_scheme");
    if (scheme.isEmpty()) {
      return section.flag("add_prefix_space", true) ? PrependScheme.ALWAYS : PrependScheme.NEVER;
    }
    return switch (scheme.get()) {
      case "always" -> PrependScheme.ALWAYS;
      case "first" -> PrependScheme.FIRST;
      case "never" -> PrependScheme.NEVER;
      default ->
          throw TokenizerDialect.notImplemented(
              section, "a Metaspace that prepends " + scheme.get(), "always, first, never");
    };
  }

  private static char replacement(JsonObject section) throws ModelException {
    String text = section.text("replacement");
    if (text.length() != 1) {
      throw TokenizerDialect.corrupt(
          section, section.at("replacement") + " is '" + text + "', expected one character");
    }
    return text.charAt(0);
  }

  static Decoder decoder(JsonObject section) throws ModelException {
    return decoder(section, new Growth());
  }

  private static Decoder decoder(JsonObject section, Growth growth) throws ModelException {
    growth.stage(section, times(section));
    return switch (section.text("type")) {
      case "Sequence" -> {
        List<Decoder> steps = new ArrayList<>();
        for (JsonObject step : section.objects("decoders")) {
          steps.add(decoder(step, growth));
        }
        yield new Decoder.Sequence(List.copyOf(steps));
      }
      case "ByteLevel" -> new Decoder.ByteLevel();
      case "ByteFallback" -> new Decoder.ByteFallback();
      case "Fuse" -> new Decoder.Fuse();
      case "Strip" -> {
        String content = section.text("content");
        if (content.codePointCount(0, content.length()) != 1) {
          throw TokenizerDialect.corrupt(
              section, section.at("content") + " is '" + content + "', expected one character");
        }
        yield new Decoder.Strip(
            content.codePointAt(0),
            section.integer("start", 0, Integer.MAX_VALUE),
            section.integer("stop", 0, Integer.MAX_VALUE));
      }
      case "Replace" -> {
        BoundedPattern pattern = Patterns.read(section, "pattern");
        yield new Decoder.Replace(pattern, section.text("content"));
      }
      case "Metaspace" ->
          new Decoder.Metaspace(replacement(section), scheme(section) != PrependScheme.NEVER);
      default ->
          throw TokenizerDialect.notImplemented(
              section,
              section.text("type"),
              "Sequence, ByteLevel, ByteFallback, Fuse, Strip, Replace, Metaspace");
    };
  }
}
