package org.llamajvm.models.constraint.hostname;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of hosts, against the package idna, whose answers {@code idna_labels.py} writes. */
class HostNameTest {

  private static final String CHARACTERS = "-.0123456789abcdefghijklmnopqrstuvwxyz";

  private static JsonNode reference() throws IOException {
    try (InputStream in = HostNameTest.class.getResourceAsStream("idna_labels.json")) {
      return new JsonMapper().readTree(in);
    }
  }

  private static Optional<HostName> read(HostName start, String text) {
    Optional<HostName> name = Optional.of(start);
    for (int i = 0; i < text.length() && name.isPresent(); i++) {
      name = name.get().after(text.charAt(i));
    }
    return name;
  }

  private static boolean isName(String text) {
    return read(HostName.start(253), text).filter(HostName::isWhole).isPresent();
  }

  private static Stream<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::textValue);
  }

  @Test
  void takesTheLabelsThatIdnaTakes() throws IOException {
    JsonNode reference = reference();
    assertThat(texts(reference.get("valid"))).isNotEmpty().allMatch(HostNameTest::isName);
    assertThat(texts(reference.get("invalid"))).isNotEmpty().noneMatch(HostNameTest::isName);
  }

  /** Of those that this JDK's Unicode has. */
  @Test
  void knowsTheCodePointsOfLabels() throws IOException {
    BitSet differences = new BitSet();
    for (JsonNode range : reference().get("codePoints")) {
      differences.set(range.get(0).intValue(), range.get(1).intValue() + 1);
    }
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      boolean valid = CodePointKind.of(c) == CodePointKind.VALID;
      differences.set(c, Character.isDefined(c) && valid != differences.get(c));
    }
    assertThat(differences.stream().mapToObj(Integer::toHexString)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.com, true",
    "1host.Host-name.a--b, true",
    "XN--9N2BP8Q.com, true",
    "xn-, false",
    "xn--, false",
    "xn--example-, false",
    "xn--4dbc5h.com, true",
    "xn--4dbc5h.0com, false",
    "0com.xn--4dbc5h, false",
    "a..b, false",
    "a., false",
    "-a, false"
  })
  void readsNames(String text, boolean valid) {
    assertThat(isName(text)).isEqualTo(valid);
  }

  @Test
  void boundsTheLengths() {
    String label = "a".repeat(63);
    String most = "%s.%s.%s.%s".formatted(label, label, label, "a".repeat(61));
    assertThat(isName(most)).isTrue();
    assertThat(isName(most + "a")).isFalse();
    assertThat(isName(label + "a")).isFalse();
    assertThat(read(HostName.start(9), "a.xn--4ca").orElseThrow().isWhole()).isTrue();
    assertThat(read(HostName.start(8), "a.xn--4ca")).isEmpty();
    assertThat(read(HostName.start(8), "a.xn--")).isEmpty();
  }

  /** What was begun can be ended, however long it is and whatever it says. */
  @RepeatedTest(40)
  void leadsToAWholeName(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    HostName name =
        read(HostName.start(253), random.nextBoolean() ? "xn--" : "a.xn--").orElseThrow();
    for (int i = 0; i < 300; i++) {
      assertThat(read(name, name.completion()).orElseThrow().isWhole()).isTrue();
      char next = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
      name = name.after(next).orElse(name);
    }
  }
}
