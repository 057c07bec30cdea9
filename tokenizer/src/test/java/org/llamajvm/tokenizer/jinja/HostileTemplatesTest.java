package org.llamajvm.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Values;

/**
 * Templates whose single operations are the work: each is refused for its steps or its memory long
 * before the deadline, which is switched off here.
 */
class HostileTemplatesTest {
  private static final Limits LIMITS =
      new Limits(600_000, 64L << 20, 1 << 20, 300, Duration.ofDays(1));
  private static final Limits ROOMY =
      new Limits(3_000_000, 256L << 20, 1 << 20, 300, Duration.ofDays(1));
  private static final Duration HANGS = Duration.ofSeconds(60);

  private static final String DEEP =
      "{% set a=[1]*1000 %}{% set b=[a]*1000 %}{% set c=[b]*1000 %}{% set e=[c]*1000 %}";
  private static final String DEEP_TUPLE =
      "{% set ns=namespace(x=(1,)) %}{% for i in range(60) %}{% set ns.x=(ns.x,ns.x) %}{% endfor %}";
  private static final String LOOP = "{% for i in range(99999) %}";
  private static final String TEXT = "{% set a='X'*4000000 %}" + LOOP;
  private static final String LISTS = "{% set a=[1]*200000 %}{% set c=[1]*200000 %}" + LOOP;
  private static final String END = "{% endfor %}";

  static List<String> refused() {
    return List.of(
        "{% set a=['x'*1000]*10000 %}{{ ([a]*1000) | join }}",
        "{% set a=['x'*1000]*10000 %}{{ ([a]*1000) | map('string') | list | length }}",
        "{% set a='x'*4000000 %}{{ ([a]*1000) | map('upper') | list | length }}",
        DEEP + "{{ [c]*1000 == e }}",
        DEEP + "{{ [c]*1000 in [e] }}",
        DEEP + "{{ [c]*1000 < e }}",
        DEEP + "{{ [e,[c]*1000] | sort | length }}",
        DEEP + "{{ [e].index([c]*1000) }}",
        DEEP + "{{ [e].count([c]*1000) }}",
        DEEP + "{{ {'a': e} == {'a': [c]*1000} }}",
        DEEP + "{{ {'a': e}.items() == {'a': [c]*1000}.items() }}",
        DEEP + "{{ [[c]*1000] | select('eq', e) | list }}",
        DEEP + "{{ [[c]*1000] | min == 1 or [e, [c]*1000] | max }}",
        DEEP + "{% for i in [e, [c]*1000] %}{{ loop.changed(i) }}" + END,
        DEEP + "{{ e }}",
        DEEP + "{{ e | tojson }}",
        DEEP_TUPLE + "{{ {ns.x: 1} }}",
        DEEP_TUPLE + "{{ {1: 2}[ns.x] }}",
        DEEP_TUPLE + "{{ [ns.x] | unique | list }}",
        "{{ ('a'*1000000 ~ 'b') in 'a'*4000000 }}",
        "{{ ('a'*4000000).find('a'*1000000 ~ 'b') }}",
        "{{ ('a'*4000000).rfind('b' ~ 'a'*1000000) }}",
        "{{ ('a'*4000000).count('a'*1000000 ~ 'b') }}",
        "{{ ('a'*4000000).replace('a'*1000000 ~ 'b','') | length }}",
        "{{ ('a'*4000000).split('a'*1000000 ~ 'b') | length }}",
        "{{ ('a'*4000000).rsplit('b' ~ 'a'*1000000) | length }}",
        "{{ ('a'*4000000).strip('b'*250000 ~ 'a') | length }}",
        "{{ ('a'*4000000).startswith(('a'*2000000,)*1000000) }}",
        TEXT + "{% set b=a.strip() %}" + END,
        TEXT + "{% if a.upper() %}{% endif %}" + END,
        TEXT + "{% if a | lower %}{% endif %}" + END,
        TEXT + "{% if a == 'X'*4000000 %}{% endif %}" + END,
        TEXT + "{% set b=a | int %}" + END,
        TEXT + "{% set b={a: 1} %}" + END,
        LISTS + "{% if 2 is in a %}{% endif %}" + END,
        LISTS + "{{ loop.changed(a if i%2 else c) }}" + END,
        LISTS + "{% set b=a | sum %}" + END,
        LISTS + "{% set b=a.count(2) %}" + END,
        "{% set n=7**4000 %}{% set ns=namespace(l=[]) %}" + LOOP + "{% set x=n*n//n %}" + END,
        LOOP + "{% for c in range(99999) | list %}{% endfor %}" + END,
        LOOP + LOOP + "{% set c=range(99999) | list %}" + END + END,
        "{% set t=('a b '*1000000) %}{{ t.split() | length }}",
        "{% set t=('a\\n'*2000000) %}{{ t.splitlines() | length }}",
        "{% set ns=namespace(l=[]) %}" + LOOP + "{% set ns.l=ns.l+[range(99999)|list] %}" + END);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(String source) {
    Template template = Template.parse(source);
    assertTimeoutPreemptively(
        HANGS,
        () ->
            assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> template.render(Map.of(), Clock.systemUTC(), LIMITS))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(TemplateException.Kind.LIMIT)));
  }

  static List<String> fast() {
    return List.of(
        "{{ ('1_'*100000 ~ '1') | float }}",
        "{{ ('1_'*100000 ~ '1') | int }}",
        "{{ ('1'*1000000 ~ 'x') | float }}",
        "{% set a='\uD83D\uDE00'*8000000 %}{% for i in range(9999) %}{% set b=a[-1] ~ a[0] %}"
            + END,
        "{% set a='X'*4000000 %}{% for i in range(99) %}{{ a | first }}{{ a | last }}" + END,
        "{{ ('ab'*100000) | replace('a', 'ä') | tojson(ensure_ascii=true) | length }}");
  }

  @ParameterizedTest
  @MethodSource("fast")
  void takesNoTime(String source) {
    Template template = Template.parse(source);
    assertTimeoutPreemptively(
        HANGS,
        () -> assertThat(template.render(Map.of(), Clock.systemUTC(), ROOMY).text()).isNotNull());
  }

  @Test
  void aTextOfManyOriginsIsWrittenInOneGo() {
    String source = "{{ t | replace('a', '-') | tojson | length }}";
    assertTimeoutPreemptively(
        HANGS,
        () ->
            assertThat(
                    Template.parse(source)
                        .render(
                            Map.of("t", Values.of("\n a".repeat(100_000), false)),
                            Clock.systemUTC(),
                            ROOMY)
                        .text())
                .isEqualTo("400002"));
  }

  @Test
  void aNumberOfAMillionDigitsIsNoLiteral() {
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Template.parse("{{ " + "1".repeat(1_000_000) + " }}"))
        .withMessage("number of more than 4300 digits (template line 1)");
  }

  @Test
  void valuesOfTheProgramAreNoDeeperThanThoseOfATemplate() {
    Object value = 1;
    for (int i = 0; i < 100_000; i++) {
      value = List.of(value);
    }
    Object deep = value;
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Values.of(deep, false))
        .withMessage("values nest deeper than 100");
  }

  @Test
  void aSmallStackIsNoError() throws InterruptedException {
    String source =
        "{% macro m(n) %}{% if n %}{{ (((m(n - 1)))) }}{% endif %}{% endmacro %}{{ m(30) }}";
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                Template.parse(source).render(Map.of(), Clock.systemUTC(), Limits.DEFAULT);
                Template.parse("{{ " + "(".repeat(90) + "1" + ")".repeat(90) + " }}")
                    .render(Map.of(), Clock.systemUTC(), Limits.DEFAULT);
              } catch (TemplateException | StackOverflowError e) {
                thrown[0] = e;
              }
            },
            "small stack",
            1);
    thread.start();
    thread.join();
    assertThat(thrown[0])
        .isInstanceOf(TemplateException.class)
        .hasMessage("nested too deep for the stack of this thread");
  }

  @Test
  void theDeadlineEndsARender() {
    Limits brief = new Limits(Long.MAX_VALUE / 2, 1L << 40, 1 << 24, 300, Duration.ofMillis(50));
    String endless = LOOP + LOOP + "{% set x=i %}" + END + END;
    assertThatExceptionOfType(TemplateException.class)
        .isThrownBy(() -> Template.parse(endless).render(Map.of(), Clock.systemUTC(), brief))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(TemplateException.Kind.LIMIT))
        .withMessageContaining("took longer than");
  }

  @Test
  void anInterruptEndsARender() throws InterruptedException, ExecutionException, TimeoutException {
    Limits none =
        new Limits(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, 1 << 24, 300, Duration.ofDays(1));
    String endless = LOOP + LOOP + "{% set x=i %}" + END + END;
    Template template = Template.parse(endless);
    CompletableFuture<TemplateException> thrown = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              started.countDown();
              try {
                template.render(Map.of(), Clock.systemUTC(), none);
              } catch (TemplateException e) {
                thrown.complete(Thread.currentThread().isInterrupted() ? e : null);
              }
            });
    started.await();
    thread.interrupt();
    assertThat(thrown.get(60, TimeUnit.SECONDS).kind())
        .isEqualTo(TemplateException.Kind.INTERRUPTED);
  }
}
