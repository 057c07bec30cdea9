package org.llamajvm.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.llamajvm.engine.cache.KvLayout.PAGE;
import static org.llamajvm.engine.cache.KvLayout.PIECE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.engine.kernel.KvType;

/** Layers with windows: their pages come and go, and nobody is ever short of what it was given. */
class KvWindowsTest {

  private static final int WINDOW = PAGE + 40;
  private static final int CAPACITY = 40 * PAGE;

  /** A layer that sees everything, and two with a window: pages of one and of two blocks. */
  private static final KvLayout MIXED = layout(WINDOW, 0, WINDOW);

  private static final int FULL = 1;
  private static final int WINDOWED = 2;

  private final List<KvPool> pools = new ArrayList<>();

  @AfterEach
  void close() {
    pools.forEach(KvPool::close);
  }

  private static KvLayout layout(Integer... windows) {
    KvLayout.Heads heads = new KvLayout.Heads(1, 32);
    return new KvLayout(KvType.F32, Collections.nCopies(windows.length, heads), List.of(windows));
  }

  private KvPool pool(KvLayout layout, int blocks) {
    KvPool pool = new KvPool(layout, blocks * layout.blockBytes());
    pools.add(pool);
    return pool;
  }

  private static int[] tokens(int count) {
    return IntStream.range(0, count).toArray();
  }

  /** Appends tokens and leaves a trace of each in both kinds of layers. */
  private static void process(Sequence sequence, int[] tokens, int to, int piece, boolean prompt) {
    while (sequence.length() < to) {
      int from = sequence.length();
      int end = Math.min(to, from + piece);
      sequence.reserve(end - from);
      for (int layer : List.of(FULL, WINDOWED)) {
        for (int i = from; i < end; i++) {
          keys(sequence, layer, i).setAtIndex(ValueLayout.JAVA_FLOAT, i % PAGE, tokens[i]);
        }
        assertSeen(sequence, layer, from);
      }
      sequence.append(tokens, from, end, prompt);
    }
  }

  private static MemorySegment keys(Sequence sequence, int layer, int position) {
    return sequence.page(layer, position / PAGE).keys(layer, 0);
  }

  /** What the token at a position sees is there, written by whoever had these tokens. */
  private static void assertSeen(Sequence sequence, int layer, int position) {
    int first = layer == FULL ? 0 : Math.max(0, position - WINDOW + 1);
    int[] tokens = sequence.tokens();
    for (int i = first; i < position; i++) {
      float kept = keys(sequence, layer, i).getAtIndex(ValueLayout.JAVA_FLOAT, i % PAGE);
      assertThat(kept).as("layer %d, position %d", layer, i).isEqualTo(tokens[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 37, PIECE})
  void pagesThatNobodySeesAreGivenBack(int piece) {
    KvPool pool = pool(MIXED, 1_000);
    Sequence sequence = new Sequence(pool, CAPACITY);
    int most = 0;
    for (int to = piece; to <= CAPACITY; to += piece) {
      process(sequence, tokens(CAPACITY), to, piece, true);
      most = Math.max(most, pool.use().used() - KvLayout.pages(to));
    }
    assertThat(most).isLessThanOrEqualTo(2 * (KvLayout.pages(WINDOW) + 1));
    assertThat(sequence.page(WINDOWED, 0)).isNull();
    assertThat(sequence.page(FULL, 0)).isNotNull();
    assertThat(pool.byteSize())
        .as("what was given back is taken again")
        .isLessThanOrEqualTo(MIXED.byteSize(CAPACITY));
    sequence.close();
    assertThat(pool.byteSize()).isZero();
  }

  @Test
  void memoryIsCountedByLayer() {
    long block = MIXED.blockBytes();
    assertThat(MIXED.pageBytes()).isEqualTo(3 * block);
    assertThat(MIXED.requestBytes(2 * PAGE)).isEqualTo(6 * block);
    // 167 + 512 positions lie in 7 pages at most
    assertThat(MIXED.requestBytes(CAPACITY)).isEqualTo((40 + 2 * 7) * block);
    assertThat(MIXED.byteSize(CAPACITY)).isEqualTo((40 + 2 * (7 + 4)) * block);
    assertThat(MIXED.copyBytes(10 * PAGE)).isEqualTo((10 + 2 * 2) * block);
    assertThat(MIXED.positions(54 * block, 1 << 20)).isEqualTo(CAPACITY);
    assertThat(MIXED.positions(54 * block, 7)).isEqualTo(7);
    assertThat(MIXED.positions(2 * block, 1 << 20)).isZero();
    assertThat(layout(0, 0).requestBytes(300)).isEqualTo(3 * layout(0, 0).pageBytes());
    assertThat(layout(0, 0).room(7 * layout(0, 0).blockBytes(), 1000)).isEqualTo(7 * PAGE);
  }

  @Test
  void aLayoutWithWindowsHasAnotherDescription() {
    assertThat(MIXED.description())
        .isEqualTo(
            "F32, 3 layers with windows 168 0 168, 1 heads of 32 elements, pages of 128 in strips"
                + " of 32");
  }

  @Test
  void aSequenceGoesBackAsFarAsItsPagesReach() {
    Sequence sequence = new Sequence(pool(MIXED, 1_000), CAPACITY);
    process(sequence, tokens(CAPACITY), 10 * PAGE + 5, PIECE, true);
    assertThat(sequence.rewind(10 * PAGE + 1)).isEqualTo(10 * PAGE + 1);
    process(sequence, tokens(CAPACITY), 10 * PAGE + 5, 1, false);
    assertThat(sequence.rewind(9 * PAGE)).isZero();
    process(sequence, tokens(CAPACITY), 3 * PAGE, PIECE, true);
  }

  @Test
  void aMarkKeepsTheWayBack() {
    KvPool pool = pool(MIXED, 1_000);
    Sequence sequence = new Sequence(pool, CAPACITY);
    int[] tokens = tokens(CAPACITY);
    process(sequence, tokens, 10 * PAGE + 5, PIECE, true);
    sequence.mark();
    process(sequence, tokens, 20 * PAGE, 1, false);
    assertThat(sequence.rewind(12 * PAGE)).as("pages between are gone").isEqualTo(10 * PAGE + 5);
    process(sequence, tokens, 20 * PAGE, 1, false);
    assertThat(sequence.rewind(10 * PAGE - 3)).as("a little before").isEqualTo(10 * PAGE - 3);
    process(sequence, tokens, 15 * PAGE, 1, false);
    sequence.mark();
    process(sequence, tokens, 20 * PAGE, 1, false);
    assertThat(pool.use().used()).as("of two marks, one counts").isLessThanOrEqualTo(20 + 2 * 8);
    assertThat(sequence.rewind(10 * PAGE)).isZero();
  }

  @Test
  void aBeginningIsSharedIfItsLastPagesAreThere() {
    KvPool pool = pool(MIXED, 1_000);
    pool.keepIdle(Long.MAX_VALUE);
    int[] tokens = tokens(CAPACITY);
    Sequence first = new Sequence(pool, CAPACITY);
    process(first, tokens, 12 * PAGE, PIECE, true);
    Sequence second = new Sequence(pool, CAPACITY);
    assertThat(second.adopt(tokens, 5 * PAGE + 9)).isEqualTo(5 * PAGE);
    assertThat(second.page(FULL, 4)).isSameAs(first.page(FULL, 4));
    assertThat(second.page(WINDOWED, 2)).isNull();
    assertThat(second.page(WINDOWED, 3)).isNotNull();
    process(second, tokens, 6 * PAGE, 40, false);
    second.close();
    pool.keepIdle(0);
    Sequence third = new Sequence(pool, CAPACITY);
    assertThat(third.adopt(tokens, 5 * PAGE)).as("windowed pages are gone").isZero();
    assertThat(third.adopt(tokens, 12 * PAGE)).as("the first one has these").isEqualTo(12 * PAGE);
    process(third, tokens, 14 * PAGE, 40, true);
  }

  @Test
  void whatWasLostIsKnownAgainWhenItWasComputedAgain() {
    KvPool pool = pool(MIXED, 1_000);
    int[] tokens = tokens(CAPACITY);
    Sequence first = new Sequence(pool, CAPACITY);
    process(first, tokens, 12 * PAGE, PIECE, true);
    Sequence second = new Sequence(pool, CAPACITY);
    process(second, tokens, 6 * PAGE, PIECE, true);
    assertThat(second.page(FULL, 3)).isSameAs(first.page(FULL, 3));
    Sequence third = new Sequence(pool, CAPACITY);
    assertThat(third.adopt(tokens, 7 * PAGE)).isEqualTo(6 * PAGE);
    process(third, tokens, 9 * PAGE, 40, false);
  }

  @Test
  void aSharedWindowedPageIsCopiedBeforeItIsWritten() {
    KvPool pool = pool(MIXED, 1_000);
    int[] tokens = tokens(CAPACITY);
    Sequence first = new Sequence(pool, CAPACITY);
    process(first, tokens, 3 * PAGE, PIECE, true);
    Sequence second = new Sequence(pool, CAPACITY);
    assertThat(second.adopt(tokens, 3 * PAGE)).isEqualTo(3 * PAGE);
    KvPage shared = first.page(WINDOWED, 2);
    assertThat(second.page(WINDOWED, 2)).isSameAs(shared);
    assertThat(second.rewind(3 * PAGE - 20)).isEqualTo(3 * PAGE - 20);
    int[] others = tokens.clone();
    others[3 * PAGE - 20] = -1;
    process(second, others, 3 * PAGE + 7, 1, false);
    assertThat(second.page(WINDOWED, 2)).isNotSameAs(shared);
    assertThat(first.page(WINDOWED, 2)).isSameAs(shared);
    process(first, tokens, 4 * PAGE, 5, false);
    assertThat(new Sequence(pool, CAPACITY).adopt(tokens, 3 * PAGE)).isEqualTo(3 * PAGE);
  }

  @Test
  void aCopyHasWhatLaterTokensSee() {
    KvPool pool = pool(MIXED, 1_000);
    int[] tokens = tokens(CAPACITY);
    Sequence original = new Sequence(pool, CAPACITY);
    process(original, tokens, 9 * PAGE + 3, PIECE, true);
    Sequence copy = new Sequence(pool, CAPACITY);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(original.byteSize(original.length()));
      original.copyTo(bytes);
      MemorySegment cut = bytes.asSlice(0, bytes.byteSize() - 1);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> copy.copyFrom(original.tokens(), cut));
      process(copy, tokens, 3 * PAGE, PIECE, true);
      copy.copyFrom(original.tokens(), bytes);
    }
    process(copy, tokens, 12 * PAGE, 1, false);
    assertThat(copy.rewind(9 * PAGE)).as("what was before has not been kept").isZero();
  }

  /**
   * Requests that were admitted always get their pages, whatever sessions take beside them, which
   * begin alike, and which end early; and everything comes back.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void whoeverWasAdmittedIsNeverRefused(int seed) {
    List<KvLayout> layouts = List.of(MIXED, layout(WINDOW, WINDOW), layout(0, WINDOW, 30, 0));
    KvLayout layout = layouts.get(seed % layouts.size());
    Random random = new Random(seed);
    int budget = layout.windows().contains(0) ? 60 : 24;
    KvPool pool = pool(layout, budget);
    pool.keepIdle(20 * layout.blockBytes());
    List<Sequence> requests = new ArrayList<>();
    List<Sequence> sessions = new ArrayList<>();
    int refused = 0;
    int adopted = 0;
    int ended = 0;
    int[] text = tokens(CAPACITY);
    for (int step = 0; step < 6_000; step++) {
      if (requests.size() < 5 && random.nextInt(8) == 0) {
        Sequence request = new Sequence(pool, random.nextInt(1, 16 * PAGE));
        if (request.admit(text, Math.min(random.nextInt(4 * PAGE), request.capacity() - 1))) {
          adopted += request.length();
          requests.add(request);
        } else {
          refused++;
          request.close();
        }
      }
      if (sessions.size() < 2) {
        sessions.add(new Sequence(pool, CAPACITY));
      }
      for (Sequence request : List.copyOf(requests)) {
        int from = request.length();
        int count = Math.min(random.nextInt(1, PIECE + 1), request.capacity() - from);
        request.reserve(count);
        request.append(text, from, from + count, random.nextInt(3) > 0);
        if (request.length() == request.capacity() || random.nextInt(30) == 0) {
          request.close();
          requests.remove(request);
          ended++;
        }
      }
      Sequence session = sessions.get(random.nextInt(sessions.size()));
      try {
        if (random.nextInt(4) == 0) {
          int count = random.nextInt(1, 3 * PAGE);
          adopted += session.adopt(text, count);
          session.mark();
        }
        int count = Math.min(random.nextInt(1, PIECE), CAPACITY - session.length());
        int from = session.length();
        session.reserve(count);
        session.append(text, from, from + count, random.nextBoolean());
      } catch (KvPoolFullException e) {
        session.close();
        sessions.remove(session);
      }
      KvPoolUse use = pool.use();
      assertThat(use.used() + use.promised()).isLessThanOrEqualTo(use.capacity());
      assertThat(pool.byteSize()).isLessThanOrEqualTo(pool.budget());
    }
    assertThat(refused).isPositive();
    assertThat(adopted).isPositive();
    assertThat(ended).isGreaterThan(100);
    requests.forEach(Sequence::close);
    sessions.forEach(Sequence::close);
    pool.keepIdle(0);
    assertThat(pool.use()).isEqualTo(new KvPoolUse(budget, 0, 0, 0));
    assertThat(pool.byteSize()).isZero();
  }
}
