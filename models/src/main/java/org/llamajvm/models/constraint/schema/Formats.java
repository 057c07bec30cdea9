package org.llamajvm.models.constraint.schema;

import java.util.Map;
import java.util.Set;
import org.llamajvm.models.constraint.automaton.Regex;
import org.llamajvm.models.constraint.automaton.Regexes;
import org.llamajvm.models.constraint.hostname.HostName;
import org.llamajvm.models.constraint.regex.Alphabet;
import org.llamajvm.models.constraint.regex.RegularExpression;

/** Formats of strings as regular expressions. */
final class Formats {

  private static final String DAY = "(0[1-9]|1[0-9]|2[0-8])";

  private static final String LEAP_YEAR =
      "([0-9][0-9](0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";

  private static final String DATE =
      "([0-9]{4}-((0[1-9]|1[0-2])-%s|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|%s-02-29)"
          .formatted(DAY, LEAP_YEAR);

  private static final String TIME =
      "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?"
          + "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";

  private static final String TIME_PART =
      "T([0-9]+H([0-9]+M([0-9]+S)?)?|[0-9]+M([0-9]+S)?|[0-9]+S)";

  private static final String DURATION =
      "P(([0-9]+Y([0-9]+M([0-9]+D)?)?|[0-9]+M([0-9]+D)?|[0-9]+D)(%s)?|%s|[0-9]+W)"
          .formatted(TIME_PART, TIME_PART);

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

  private static final String IPV4 = "%s(\\.%s){3}".formatted(OCTET, OCTET);

  private static final String IPV6 = ipv6();

  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";

  private static final String MAILBOX = "%s(\\.%s)*@".formatted(ATOM, ATOM);

  private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

  private static final String PCHAR = "([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";

  private static final String QUERY = "([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*";

  private static final String AUTHORITY =
      "(([A-Za-z0-9._~!$&'()*+,;=:-]|%%[0-9A-Fa-f]{2})*@)?".replace("%%", "%")
          + "(\\[("
          + IPV6
          + "|[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\\]"
          + "|([A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(:[0-9]*)?";

  private static final String TAIL = "(\\?" + QUERY + ")?(#" + QUERY + ")?";

  private static final String SEGMENTS = "(/" + PCHAR + "*)*";

  private static final String URI =
      "[A-Za-z][A-Za-z0-9+.-]*:(//%s%s|/(%s+%s)?|%s+%s|)"
              .formatted("AUTHORITY", "SEGMENTS", "PCHAR", "SEGMENTS", "PCHAR", "SEGMENTS")
              .replace("AUTHORITY", AUTHORITY)
              .replace("SEGMENTS", SEGMENTS)
              .replace("PCHAR", PCHAR)
          + TAIL;

  private static final String NO_COLON = "([A-Za-z0-9._~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})";

  private static final String URI_REFERENCE =
      "(" + URI + "|(//" + AUTHORITY + SEGMENTS + "|/(" + PCHAR + "+" + SEGMENTS + ")?|" + NO_COLON
          + "+" + SEGMENTS + "|)" + TAIL + ")";

  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("date", DATE),
          Map.entry("time", TIME),
          Map.entry("date-time", DATE + "[Tt]" + TIME),
          Map.entry("duration", DURATION),
          Map.entry("ipv4", IPV4),
          Map.entry("ipv6", IPV6),
          Map.entry("uuid", UUID),
          Map.entry("uri", URI),
          Map.entry("uri-reference", URI_REFERENCE),
          Map.entry("json-pointer", "(/([^/~]|~[01])*)*"));

  private static final Set<String> OTHERS =
      Set.of(
          "idn-email",
          "idn-hostname",
          "iri",
          "iri-reference",
          "uri-template",
          "relative-json-pointer",
          "regex");

  private Formats() {}

  /** Whether a format can be enforced. */
  static boolean isKnown(String name) {
    return KNOWN.containsKey(name) || name.equals("hostname") || name.equals("email");
  }

  /** Whether a format is one of the JSON Schema specification; others say nothing. */
  static boolean isStandard(String name) {
    return isKnown(name) || OTHERS.contains(name);
  }

  /**
   * The strings of a format, without quotation marks.
   *
   * @param most characters that they will have anyway; longer ones may be there or not
   */
  static Regex get(Regexes regexes, String name, int most) {
    return switch (name) {
      case "hostname" -> most < 1 ? regexes.none() : regexes.read(HostName.start(most));
      case "email" ->
          regexes.concat(
              expression(regexes, MAILBOX),
              regexes.or(
                  regexes.read(HostName.start(Integer.MAX_VALUE)),
                  expression(regexes, "\\[" + IPV4 + "\\]")));
      default -> expression(regexes, KNOWN.get(name));
    };
  }

  private static Regex expression(Regexes regexes, String text) {
    return RegularExpression.whole(regexes, text, Alphabet.JSON_STRING);
  }

  private static String ipv6() {
    String group = "[0-9A-Fa-f]{1,4}";
    String last = "(%s:%s|%s)".formatted(group, group, IPV4);
    StringBuilder all = new StringBuilder("((%s:){6}%s".formatted(group, last));
    for (int after = 5; after >= 0; after--) {
      String lead = after == 5 ? "" : lead(group, 4 - after);
      String rest = after == 0 ? last : "(" + group + ":){" + after + "}" + last;
      all.append("|%s::%s".formatted(lead, rest));
    }
    all.append("|%s::%s".formatted(lead(group, 5), group));
    all.append("|%s::".formatted(lead(group, 6)));
    return all.append(")").toString();
  }

  /** Up to so many groups and one more, or none. */
  private static String lead(String group, int before) {
    return "((" + group + ":){0," + before + "}" + group + ")?";
  }
}
