package org.llamajvm.fuzz;

import java.util.List;

/** tokenizer.json that is JSON. */
public final class TokenizerJsonEditsTarget {

  private static final JsonEdits EDITS =
      new JsonEdits(
          List.of(
              """
              {"version": "1.0", "truncation": null, "padding": null,
               "added_tokens": [
                 {"id": 4, "content": "<s>", "special": true, "single_word": false,
                  "lstrip": false, "rstrip": true, "normalized": false}],
               "normalizer": {"type": "Sequence", "normalizers": [
                 {"type": "NFC"}, {"type": "Prepend", "prepend": "_"}, {"type": "Lowercase"},
                 {"type": "Strip", "strip_left": true, "strip_right": false},
                 {"type": "Replace", "pattern": {"Regex": " +"}, "content": "_"}]},
               "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                 {"type": "Split", "pattern": {"Regex": "a+|b"}, "behavior": "Isolated",
                  "invert": false},
                 {"type": "Digits", "individual_digits": true},
                 {"type": "Metaspace", "replacement": "_", "prepend_scheme": "first",
                  "split": false}]},
               "post_processor": {"type": "TemplateProcessing",
                 "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                   {"Sequence": {"id": "A", "type_id": 0}}],
                 "pair": [], "special_tokens": {"<s>": {"id": "<s>", "ids": [4], "tokens": ["<s>"]}}},
               "decoder": {"type": "Sequence", "decoders": [{"type": "ByteFallback"},
                 {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
               "model": {"type": "BPE", "unk_token": "<s>", "fuse_unk": false,
                 "byte_fallback": true, "ignore_merges": false,
                 "vocab": {"a": 0, "b": 1, "ab": 2, "_": 3, "<s>": 4, "<0x41>": 5},
                 "merges": [["a", "b"]]}}
              """,
              """
              {"added_tokens": [], "normalizer": null,
               "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": true,
                 "trim_offsets": true, "use_regex": true},
               "post_processor": {"type": "ByteLevel", "trim_offsets": false},
               "decoder": {"type": "ByteLevel"},
               "model": {"type": "BPE", "dropout": null, "continuing_subword_prefix": "",
                 "end_of_word_suffix": "", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}
              """),
          List.of("special", "pattern", "behavior", "String", "cls", "sep", "dropout", "prefix"));

  private TokenizerJsonEditsTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    TokenizerJsonTarget.fuzzerTestOneInput(EDITS.apply(input));
  }
}
