package org.llamajvm.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.llamajvm.engine.cache.KvLayout.PAGE;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.kernel.KvType;

class KvPoolTest {

  private static final KvLayout LAYOUT =
      new KvLayout(KvType.F32, List.of(new KvLayout.Heads(1, 32)));
  private static final int CAPACITY = 20 * PAGE;

  private final KvPool pool = new KvPool(LAYOUT, 6 * LAYOUT.pageBytes());

  @AfterEach
  void close() {
    pool.close();
  }

  private static int[] tokens(int count) {
    return IntStream.range(0, count).toArray();
  }

  private Sequence prompt(int[] tokens) {
    Sequence sequence = new Sequence(pool, CAPACITY);
    int from = sequence.adopt(tokens, tokens.length - 1);
    sequence.reserve(tokens.length - from);
    sequence.append(tokens, from, tokens.length, true);
    return sequence;
  }

  @Test
  void sequencesThatBeginAlikeShareWholePages() {
    Sequence first = prompt(tokens(2 * PAGE + 9));
    Sequence second = prompt(tokens(2 * PAGE + 30));
    assertThat(second.page(0, 0)).isSameAs(first.page(0, 0));
    assertThat(second.page(0, 1)).isSameAs(first.page(0, 1));
    assertThat(second.page(0, 2)).isNotSameAs(first.page(0, 2));
    assertThat(pool.use().used()).isEqualTo(4);
    first.close();
    assertThat(pool.use().used()).isEqualTo(3);
    second.close();
    assertThat(pool.use().used()).isZero();
    assertThat(pool.byteSize()).isZero();
  }

  @Test
  void theLastTokenOfAPromptIsNeverTakenFromOthers() {
    prompt(tokens(PAGE));
    Sequence second = new Sequence(pool, CAPACITY);
    assertThat(second.adopt(tokens(PAGE), PAGE - 1)).isZero();
  }

  @Test
  void whoeverComputedTheSamePageLaterUsesTheFirstOne() {
    Sequence first = new Sequence(pool, CAPACITY);
    Sequence second = new Sequence(pool, CAPACITY);
    first.reserve(PAGE);
    second.reserve(PAGE);
    assertThat(pool.use().used()).isEqualTo(2);
    first.append(tokens(PAGE), 0, PAGE, true);
    second.append(tokens(PAGE), 0, PAGE, true);
    assertThat(second.page(0, 0)).isSameAs(first.page(0, 0));
    assertThat(pool.use().used()).isEqualTo(1);
  }

  @Test
  void generatedTokensAreNotShared() {
    Sequence first = new Sequence(pool, CAPACITY);
    first.reserve(PAGE);
    first.append(tokens(PAGE), 0, PAGE - 1, true);
    first.append(tokens(PAGE), PAGE - 1, PAGE, false);
    assertThat(new Sequence(pool, CAPACITY).adopt(tokens(PAGE + 1), PAGE)).isZero();
  }

  @Test
  void aSharedPageIsCopiedBeforeItIsWritten() {
    int[] text = tokens(2 * PAGE);
    Sequence first = prompt(text);
    first.page(0, 0).keys(0, 0).set(ValueLayout.JAVA_FLOAT, 0, 7);
    Sequence second = prompt(text);
    KvPage shared = first.page(0, 0);
    assertThat(second.page(0, 0)).isSameAs(shared);
    second.rewind(5);
    second.reserve(1);
    assertThat(second.page(0, 0)).isNotSameAs(shared);
    assertThat(second.page(0, 0).keys(0, 0).get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(7);
    assertThat(first.page(0, 0)).isSameAs(shared);
  }

  @Test
  void aPageThatIsWrittenAgainIsUnknownToOthers() {
    Sequence first = prompt(tokens(PAGE + 3));
    KvPage page = first.page(0, 0);
    first.rewind(5);
    first.reserve(1);
    assertThat(first.page(0, 0)).isSameAs(page);
    assertThat(new Sequence(pool, CAPACITY).adopt(tokens(PAGE + 1), PAGE)).isZero();
  }

  @Test
  void keepsWhatItHasIfThatIsMoreThanOthersHave() {
    prompt(tokens(PAGE + 3));
    Sequence second = prompt(tokens(PAGE + 60));
    int[] next = tokens(PAGE + 70);
    assertThat(second.adopt(next, next.length - 1)).isEqualTo(PAGE + 60);
    next[PAGE + 40] = -1;
    assertThat(second.adopt(next, next.length - 1)).isEqualTo(PAGE + 40);
  }

  @Test
  void theBudgetIsKeptAndWhatDoesNotFitLeavesNothingBehind() {
    Sequence first = prompt(tokens(4 * PAGE));
    Sequence second = new Sequence(pool, CAPACITY);
    assertThatExceptionOfType(KvPoolFullException.class)
        .isThrownBy(() -> second.reserve(3 * PAGE))
        .withMessageContaining("there is no room for");
    assertThat(pool.use().used()).isEqualTo(4);
    assertThat(pool.byteSize()).isLessThanOrEqualTo(pool.budget());
    second.reserve(2 * PAGE);
    first.close();
    second.append(tokens(2 * PAGE), 0, 2 * PAGE, true);
    second.reserve(4 * PAGE);
    assertThat(pool.use().used()).isEqualTo(6);
  }

  private Sequence admitted(int[] prompt, int capacity) {
    Sequence sequence = new Sequence(pool, capacity);
    assertThat(sequence.admit(prompt, prompt.length - 1)).isTrue();
    return sequence;
  }

  private static void process(Sequence sequence, int[] prompt) {
    int from = sequence.length();
    sequence.reserve(prompt.length - from);
    sequence.append(prompt, from, prompt.length, true);
  }

  @Test
  void whatIsPromisedIsNotTakenByOthers() {
    Sequence first = admitted(tokens(9), 4 * PAGE);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 0, 4, 0));
    Sequence second = new Sequence(pool, CAPACITY);
    assertThat(second.admit(tokens(9), 8)).isFalse();
    second.reserve(2 * PAGE);
    assertThatExceptionOfType(KvPoolFullException.class)
        .isThrownBy(() -> second.reserve(2 * PAGE + 1));
    first.reserve(4 * PAGE);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 4, 0, 0));
    first.close();
    second.close();
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 0, 0, 0));
  }

  @Test
  void whatWasPromisedAndNotTakenIsGivenBack() {
    Sequence first = admitted(tokens(9), 6 * PAGE);
    process(first, tokens(PAGE));
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 1, 5, 0));
    first.close();
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 0, 0, 0));
    assertThat(pool.byteSize()).isZero();
  }

  @Test
  void pagesOfAnotherThatBeginsAlikeArePromisedToNobody() {
    Sequence first = admitted(tokens(3 * PAGE), 3 * PAGE);
    process(first, tokens(3 * PAGE));
    Sequence second = admitted(tokens(2 * PAGE + 1), 4 * PAGE);
    assertThat(second.length()).isEqualTo(2 * PAGE);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 3, 2, 0));
    second.close();
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 3, 0, 0));
  }

  @Test
  void whatBecomesKnownAfterThePromiseIsNotNeededAnyMore() {
    Sequence first = admitted(tokens(2 * PAGE + 1), 3 * PAGE);
    Sequence second = admitted(tokens(2 * PAGE + 1), 3 * PAGE);
    process(first, tokens(2 * PAGE + 1));
    assertThat(second.adopt(tokens(2 * PAGE + 1), 2 * PAGE)).isEqualTo(2 * PAGE);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 3, 1, 0));
    second.reserve(PAGE);
    first.close();
    second.close();
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 0, 0, 0));
  }

  @Test
  void knownPagesAreKeptWithinTheMemoryForIdleOnes() {
    pool.keepIdle(3 * LAYOUT.pageBytes());
    Sequence first = prompt(tokens(2 * PAGE + 9));
    first.close();
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 0, 0, 2));
    Sequence again = new Sequence(pool, CAPACITY);
    assertThat(again.adopt(tokens(3 * PAGE), 3 * PAGE - 1)).isEqualTo(2 * PAGE);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 2, 0, 0));
    again.close();
    int[] other = tokens(4 * PAGE);
    other[0] = -1;
    prompt(other).close();
    assertThat(pool.byteSize()).isLessThanOrEqualTo(3 * LAYOUT.pageBytes());
    assertThat(pool.use().cached()).isEqualTo(3);
    assertThat(new Sequence(pool, CAPACITY).adopt(other, 4 * PAGE)).isEqualTo(3 * PAGE);
    pool.keepIdle(0);
    assertThat(pool.use().cached()).isZero();
  }

  @Test
  void cachedPagesMakeRoomTheOldestFirst() {
    pool.keepIdle(Long.MAX_VALUE);
    int[] old = tokens(2 * PAGE);
    int[] young = tokens(2 * PAGE);
    young[0] = -1;
    prompt(old).close();
    prompt(young).close();
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 0, 0, 4));
    int[] wanted = tokens(3 * PAGE);
    wanted[0] = -2;
    process(admitted(wanted, 3 * PAGE), wanted);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 3, 0, 3));
    Sequence sequence = new Sequence(pool, CAPACITY);
    assertThat(sequence.adopt(old, 2 * PAGE)).as("its last page went first").isEqualTo(PAGE);
    assertThat(sequence.adopt(young, 2 * PAGE)).isEqualTo(2 * PAGE);
  }

  /** A cached page counts as used as soon as it is, and what is promised stays promised. */
  @Test
  void cachedPagesAreNotTakenFromWhatIsPromised() {
    pool.keepIdle(Long.MAX_VALUE);
    prompt(tokens(3 * PAGE)).close();
    int[] other = tokens(PAGE);
    other[0] = -1;
    Sequence promised = admitted(other, 5 * PAGE);
    Sequence second = new Sequence(pool, CAPACITY);
    assertThat(second.adopt(tokens(3 * PAGE), 3 * PAGE)).as("room for one").isEqualTo(PAGE);
    assertThat(new Sequence(pool, PAGE).admit(tokens(PAGE + 1), PAGE)).as("known, in use").isTrue();
    promised.reserve(5 * PAGE);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 6, 0, 0));
  }

  @Test
  void aCachedPageGoesWithTheOneBeforeIt() {
    pool.keepIdle(Long.MAX_VALUE);
    Sequence first = prompt(tokens(3 * PAGE));
    first.rewind(PAGE);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 1, 0, 2));
    first.rewind(5);
    first.reserve(1);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(6, 1, 0, 0));
  }

  @Test
  void aClosedPoolRefusesAndLetsSequencesClose() {
    Sequence sequence = prompt(tokens(PAGE));
    pool.close();
    pool.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> sequence.reserve(1))
        .withMessage("The model is closed");
    sequence.close();
  }
}
