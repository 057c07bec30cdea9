package org.llamajvm.spark.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.spark.Spark;

class ClassifyCsvTest {

  @TempDir private Path directory;

  @Test
  void takesTheLabelThatTheAnswerNames() throws IOException {
    Path csv =
        Files.writeString(
            directory.resolve("things.csv"), "id,thing\n1,grass\n2,snow\n3,coal\n4,\n");
    Dataset<Row> rows = Spark.session().read().option("header", true).csv(csv.toString());
    List<Row> out =
        ClassifyCsv.classify(
                rows,
                Spark.model(),
                "What colour is {thing}?",
                List.of("green", "white", "black", "blue"))
            .collectAsList();
    assertThat(out)
        .extracting(row -> row.getString(2))
        .containsExactly("green", "white", "black", null);
    assertThat(out.getFirst().getString(3)).isEqualTo("Grass is green.");
  }
}
