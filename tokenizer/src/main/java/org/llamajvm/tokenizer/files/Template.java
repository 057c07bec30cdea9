package org.llamajvm.tokenizer.files;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * What is put around a text.
 *
 * @param prefix ids before it
 * @param suffix ids after it
 */
record Template(List<Integer> prefix, List<Integer> suffix) {

  static final Template NOTHING = new Template(List.of(), List.of());

  /** Reads the member {@code post_processor} of tokenizer.json. */
  static Template read(JsonObject section) throws ModelException {
    return switch (section.text("type")) {
      case "ByteLevel" -> NOTHING;
      case "Sequence" -> {
        Template all = NOTHING;
        for (JsonObject step : section.objects("processors")) {
          Template outer = read(step);
          all = new Template(concat(outer.prefix, all.prefix), concat(all.suffix, outer.suffix));
        }
        yield all;
      }
      case "TemplateProcessing" -> single(section);
      default ->
          throw TokenizerDialect.notImplemented(
              section, section.text("type"), "TemplateProcessing, ByteLevel, Sequence");
    };
  }

  private static Template single(JsonObject section) throws ModelException {
    JsonObject tokens = section.object("special_tokens");
    List<Integer> prefix = new ArrayList<>();
    List<Integer> suffix = new ArrayList<>();
    int texts = 0;
    for (JsonObject item : section.objects("single")) {
      if (item.has("Sequence")) {
        texts++;
        continue;
      }
      JsonObject token = tokens.object(item.object("SpecialToken").text("id"));
      List<Integer> side = texts == 0 ? prefix : suffix;
      if (!(token.value("ids") instanceof List<?> ids)) {
        throw TokenizerDialect.corrupt(token, token.at("ids") + " is absent, expected an array");
      }
      for (Object id : ids) {
        side.add(id(token, id));
      }
    }
    if (texts != 1) {
      throw TokenizerDialect.notImplemented(
          section, "a template with the text " + texts + " times", "templates with the text once");
    }
    return new Template(List.copyOf(prefix), List.copyOf(suffix));
  }

  private static int id(JsonObject token, Object id) throws ModelException {
    if (id instanceof Double number && number >= 0 && number == number.intValue()) {
      return number.intValue();
    }
    throw TokenizerDialect.corrupt(
        token, token.at("ids") + " has " + id + ", expected ids of tokens");
  }

  private static List<Integer> concat(List<Integer> a, List<Integer> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }
}
