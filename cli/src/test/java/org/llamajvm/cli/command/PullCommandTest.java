package org.llamajvm.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.llamajvm.hub.pull.PulledModel;

/** What the last message of a pull says: how much came, and who fetched it. */
class PullCommandTest {

  private static String told(long fetched, long awaited) {
    PulledModel pulled = new PulledModel(Path.of("model"), "c0ffee0123", 3, fetched, awaited);
    return PullCommand.told("owner/name", "owner/name@v1", pulled);
  }

  @Test
  void saysWhoFetched() {
    assertThat(told(2048, 0))
        .isEqualTo("Fetched owner/name: 2.00 KiB (commit c0ffee0); llama run owner/name@v1");
    assertThat(told(0, 0))
        .isEqualTo("All of owner/name is here already (commit c0ffee0); llama run owner/name@v1");
    assertThat(told(0, 4096))
        .isEqualTo(
            "Another pull has fetched owner/name: 4.00 KiB (commit c0ffee0); llama run owner/name@v1");
    assertThat(told(2048, 4096))
        .isEqualTo(
            "Fetched owner/name: 2.00 KiB, and another pull fetched 4.00 KiB (commit c0ffee0);"
                + " llama run owner/name@v1");
  }
}
