package org.llamajvm.tokenizer.files;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.llamajvm.tokenizer.TokenizerFormatException;

/**
 * What is put around a text.
 *
 * @param prefix ids before it
 * @param suffix ids after it
 */
record Template(List<Integer> prefix, List<Integer> suffix) {

  static final Template NOTHING = new Template(List.of(), List.of());

  /** Reads the member {@code post_processor} of tokenizer.json. */
  static Template read(Section section) throws TokenizerFormatException {
    return switch (section.type()) {
      case "ByteLevel" -> NOTHING;
      case "Sequence" -> {
        Template all = NOTHING;
        for (Section step : section.sections("processors")) {
          Template outer = read(step);
          all = new Template(concat(outer.prefix, all.prefix), concat(all.suffix, outer.suffix));
        }
        yield all;
      }
      case "TemplateProcessing" -> single(section);
      default ->
          throw section.unsupported(section.type(), "TemplateProcessing, ByteLevel, Sequence");
    };
  }

  private static Template single(Section section) throws TokenizerFormatException {
    Section tokens = section.section("special_tokens");
    List<Integer> prefix = new ArrayList<>();
    List<Integer> suffix = new ArrayList<>();
    int texts = 0;
    for (Section item : section.sections("single")) {
      if (item.has("Sequence")) {
        texts++;
        continue;
      }
      Section token = tokens.section(item.section("SpecialToken").string("id"));
      List<Integer> side = texts == 0 ? prefix : suffix;
      if (!(token.members().get("ids") instanceof List<?> ids)) {
        throw token.corrupt(token.at("ids") + " is absent, expected an array");
      }
      for (Object id : ids) {
        side.add(id(token, id));
      }
    }
    if (texts != 1) {
      throw section.unsupported(
          "a template with the text " + texts + " times", "templates with the text once");
    }
    return new Template(List.copyOf(prefix), List.copyOf(suffix));
  }

  private static int id(Section token, Object id) throws TokenizerFormatException {
    if (id instanceof Double number && number >= 0 && number == number.intValue()) {
      return number.intValue();
    }
    throw token.corrupt(token.at("ids") + " has " + id + ", expected ids of tokens");
  }

  private static List<Integer> concat(List<Integer> a, List<Integer> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }
}
