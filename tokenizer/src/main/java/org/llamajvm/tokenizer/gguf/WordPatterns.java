package org.llamajvm.tokenizer.gguf;

/**
 * The regular expressions of published vocabularies that the pipeline has no code of its own for,
 * in Java's syntax; to be compiled with Unicode classes.
 */
final class WordPatterns {

  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";

  /** Letters that are not small, and those that are not capital. */
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";

  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

  /** What may stand before the letters of a word and belongs to it. */
  private static final String LEAD = "[^\\r\\n\\p{L}\\p{N}]?";

  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  static final String QWEN35 =
      CONTRACTION
          + "|"
          + LEAD
          + "[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
          + SPACES;

  static final String TEKKEN = cased("", "\\p{N}");

  static final String GPT_4O = cased(CONTRACTION + "?", "\\p{N}{1,3}");

  static final String ONE_NEWLINE = "[\\r\\n]";

  static final String EAST_ASIAN = "[\\u4E00-\\u9FA5\\u0800-\\u4E00\\uAC00-\\uD7FF]+";

  static final String KANA_AND_HAN = "[\\u4E00-\\u9FA5\\u3040-\\u309F\\u30A0-\\u30FF]+";

  static final String LETTERS = "\\s?\\p{L}+";

  static final String PUNCTUATION = "\\s?\\p{P}+";

  /** All of a text's last spaces; looked for where they begin, or each would be tried in turn. */
  static final String FINAL_SPACES = "(?<!\\s)\\s++$";

  static final String UP_TO_THREE_DIGITS = "\\p{N}{1,3}";

  static final String DIGITS = "\\p{N}+";

  static final String THREE_DIGITS = "[0-9][0-9][0-9]";

  static final String SYMBOLS = "[\\p{P}$+<=>^~|]+";

  static final String SYMBOLS_AND_BACKTICKS = "[\\p{P}$+<=>^~|`]+";

  /** Letters with a case, as one version of Unicode had them. */
  static final String CASED_LETTERS =
      "\\s?["
          + "A-Za-z\\u00B5\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u01BA\\u01BC-\\u01BF"
          + "\\u01C4-\\u0293\\u0295-\\u02AF\\u0370-\\u0373\\u0376\\u0377\\u037B-\\u037D"
          + "\\u037F\\u0386\\u0388-\\u038A\\u038C\\u038E-\\u03A1\\u03A3-\\u03F5"
          + "\\u03F7-\\u0481\\u048A-\\u052F\\u0531-\\u0556\\u10A0-\\u10C5\\u13A0-\\u13F5"
          + "\\u13F8-\\u13FD\\u1C90-\\u1CBA\\u1CBD-\\u1CBF\\u1D00-\\u1D2B\\u1D6B-\\u1D77"
          + "\\u1D79-\\u1D9A\\u1E00-\\u1F15\\u1F18-\\u1F1D\\u1F20-\\u1F45\\u1F48-\\u1F4D"
          + "\\u1F50-\\u1F57\\u1F59\\u1F5B\\u1F5D\\u1F5F-\\u1F7D\\u1F80-\\u1FB4"
          + "\\u1FB6-\\u1FBC\\u1FBE\\u1FC2-\\u1FC4\\u1FC6-\\u1FCC\\u1FD0-\\u1FD3"
          + "\\u1FD6-\\u1FDB\\u1FE0-\\u1FEC\\u1FF2-\\u1FF4\\u1FF6-\\u1FFC\\u2102\\u2107"
          + "\\u210A-\\u2113\\u2115\\u2119-\\u211D\\u2124\\u2126\\u2128\\u212A-\\u212D"
          + "\\u212F-\\u2134\\u2139\\u213C-\\u213F\\u2145-\\u2149\\u214E\\u2183\\u2184"
          + "\\u2C00-\\u2C7B\\u2C7E-\\u2CE4\\u2CEB-\\u2CEE\\u2CF2\\u2CF3\\uA640-\\uA66D"
          + "\\uA680-\\uA69B\\uA722-\\uA76F\\uA771-\\uA787\\uA78B-\\uA78E\\uAB70-\\uABBF"
          + "\\uFB00-\\uFB06\\uFB13-\\uFB17\\uFF21-\\uFF3A\\uFF41-\\uFF5A"
          + "\\x{10400}-\\x{1044F}\\x{104B0}-\\x{104D3}\\x{104D8}-\\x{104FB}"
          + "\\x{10C80}-\\x{10CB2}\\x{10CC0}-\\x{10CF2}\\x{118A0}-\\x{118DF}"
          + "\\x{1E900}-\\x{1E943}"
          + "]+";

  static final String WIDE_PUNCTUATION =
      "\\s?[!-/:-~\\uFF01-\\uFF0F\\uFF1A-\\uFF5E\\u2018-\\u201F\\u3000-\\u3002]+";

  static final String DEEPSEEK_V3 =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
          + "| ?[\\p{P}\\p{S}]+[\\r\\n]*"
          + SPACES;

  private WordPatterns() {}

  /** Words end where capitals follow small letters. */
  private static String cased(String suffix, String numbers) {
    return LEAD
        + UPPER
        + "*"
        + LOWER
        + "+"
        + suffix
        + "|"
        + LEAD
        + UPPER
        + "+"
        + LOWER
        + "*"
        + suffix
        + "|"
        + numbers
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
        + SPACES;
  }
}
