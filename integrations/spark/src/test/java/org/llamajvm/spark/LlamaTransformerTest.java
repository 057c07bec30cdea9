package org.llamajvm.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaTransformerTest {

  @TempDir private Path directory;

  @Test
  void isSavedAndLoadedWithItsPipeline() throws IOException {
    LlamaGenerator generator = Spark.wren().stop("\n", "a, b").build();
    LlamaTransformer stage = LlamaTransformer.of(generator);
    Dataset<Row> rows = Spark.prompts(4);
    String saved = directory.resolve("pipeline").toString();
    new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows).save(saved);
    PipelineModel loaded = PipelineModel.load(saved);
    assertThat(((LlamaTransformer) loaded.stages()[0]).generator().settings())
        .isEqualTo(generator.settings());
    assertThat(loaded.transformSchema(rows.schema()))
        .isEqualTo(generator.outputSchema(rows.schema()));
    assertThat(loaded.transform(rows).collectAsList())
        .isEqualTo(generator.transform(rows).collectAsList());
    assertThat(stage.explainParams()).contains("maxTokens: most tokens of an answer (current: 8)");
  }
}
