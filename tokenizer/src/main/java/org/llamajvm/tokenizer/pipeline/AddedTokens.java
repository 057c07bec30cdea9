package org.llamajvm.tokenizer.pipeline;

import java.util.List;

/**
 * Finds added tokens in a text: first those in the text as it came, then, between these, those in
 * the normalized text. The leftmost goes first, of several at one place the longest. Its source is
 * the tokenizers library's {@code added_vocabulary}.
 */
final class AddedTokens {

  /** Takes the parts of a text in order. */
  interface Parts {
    /** Text between tokens, normalized; {@code atStart} if the text as it came begins with it. */
    void text(String text, boolean atStart);

    /** A token. */
    void token(int id);
  }

  private interface Gap {
    void text(int from, int to);
  }

  private final Normalizer normalizer;
  private final List<AddedToken> tokens;
  private final int[] lengths; // chars of the text that is searched for
  private final PrefixTrie raw = new PrefixTrie();
  private final PrefixTrie normalized = new PrefixTrie();

  AddedTokens(List<AddedToken> tokens, Normalizer normalizer) {
    this.normalizer = normalizer;
    this.tokens = List.copyOf(tokens);
    lengths = new int[tokens.size()];
    for (int i = 0; i < tokens.size(); i++) {
      AddedToken token = tokens.get(i);
      if (token.normalized()) {
        String content = normalizer.apply(MarkedText.allTrusted(token.content())).text();
        lengths[i] = content.length();
        if (!content.isEmpty()) {
          normalized.put(content, i);
        }
      } else {
        lengths[i] = token.content().length();
        raw.put(token.content(), i);
      }
    }
  }

  void split(MarkedText text, Parts parts) {
    find(
        text,
        raw,
        parts,
        (from, to) -> {
          MarkedText clean = normalizer.apply(text.sub(from, to));
          find(
              clean,
              normalized,
              parts,
              (start, end) ->
                  parts.text(clean.text().substring(start, end), from == 0 && start == 0));
        });
  }

  private void find(MarkedText marked, PrefixTrie trie, Parts parts, Gap gap) {
    String text = marked.text();
    int done = 0; // everything before was handed on
    for (int i = 0; i < text.length() && !trie.isEmpty(); ) {
      int found = trie.longestAt(text, i);
      if (found < 0) {
        i++;
        continue;
      }
      AddedToken token = tokens.get(found);
      int start = i;
      int end = start + lengths[found];
      i = end;
      if ((token.special() && !marked.trusts(start, end))
          || (token.singleWord() && !standsAlone(text, start, end))) {
        continue;
      }
      if (token.stripLeft()) {
        start = CharClasses.skipWhitespaceBack(text, start, done);
      }
      if (token.stripRight()) {
        end = CharClasses.skipWhitespace(text, end);
      }
      if (done < start) {
        gap.text(done, start);
      }
      parts.token(token.id());
      done = end;
    }
    if (done < text.length()) {
      gap.text(done, text.length());
    }
  }

  private static boolean standsAlone(String text, int start, int end) {
    return (start == 0 || !CharClasses.isWord(text.codePointBefore(start)))
        && (end == text.length() || !CharClasses.isWord(text.codePointAt(end)));
  }
}
