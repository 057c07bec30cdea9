package org.llamajvm.models.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private final FairQueue<String> queue = new FairQueue<>();

  private int add(String element) {
    return queue.add(element.substring(0, 1), 0, element);
  }

  private List<String> pollAll() {
    List<String> order = new ArrayList<>();
    while (!queue.isEmpty()) {
      order.add(queue.poll());
    }
    return order;
  }

  @Test
  void keysTakeTurnsAndKeepTheirOrder() {
    List.of("a1", "a2", "a3", "b1", "c1", "c2").forEach(this::add);
    assertThat(queue.inOrder()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
    assertThat(queue.peek()).isEqualTo("a1");
    assertThat(pollAll()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
    assertThat(queue.poll()).isNull();
    assertThat(queue.peek()).isNull();
  }

  @Test
  void whoComesBackWaitsForTheOthers() {
    List.of("a1", "b1", "b2").forEach(this::add);
    assertThat(queue.poll()).isEqualTo("a1");
    add("a2");
    assertThat(pollAll()).containsExactly("b1", "a2", "b2");
  }

  @Test
  void theSmallestRankOfAKeyLeavesFirst() {
    assertThat(queue.add("a", 7, "late")).isZero();
    assertThat(queue.add("a", 3, "early")).isZero();
    assertThat(queue.add("a", 7, "later")).isEqualTo(2);
    assertThat(queue.add("b", 9, "other")).isEqualTo(1);
    assertThat(queue.add("a", 3, "second")).isEqualTo(2);
    assertThat(queue.inOrder()).containsExactly("early", "other", "second", "late", "later");
    assertThat(queue.remove("a", "second")).isTrue();
    assertThat(pollAll()).containsExactly("early", "other", "late", "later");
  }

  @Test
  void takesOutWhatIsAnywhere() {
    List.of("a1", "a2", "b1").forEach(this::add);
    assertThat(queue.remove("a", "a2")).isTrue();
    assertThat(queue.remove("a", "a2")).isFalse();
    assertThat(queue.remove("b", "b1")).isTrue();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(pollAll()).containsExactly("a1");
  }

  @Test
  void saysHowManyLeaveBefore() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < 6; i++) {
        String element = (char) ('a' + random.nextInt(4)) + "" + round + "-" + i;
        int ahead = queue.add(element.substring(0, 1), random.nextInt(3), element);
        assertThat(ahead).isEqualTo(queue.inOrder().indexOf(element));
      }
      List<String> order = queue.inOrder();
      for (int i = 0; i < 4; i++) {
        assertThat(queue.poll()).isEqualTo(order.get(i));
      }
      assertThat(queue.inOrder()).isEqualTo(order.subList(4, order.size()));
    }
  }
}
