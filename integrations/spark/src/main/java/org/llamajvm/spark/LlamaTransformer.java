package org.llamajvm.spark;

import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.spark.settings.Setting;

/**
 * A {@link LlamaGenerator} as a stage of a pipeline of Spark ML. Its parameters have the names of
 * the generator's settings, and texts as values; it is saved and loaded with its pipeline. Not safe
 * for use by several threads while parameters are set.
 */
public final class LlamaTransformer extends Transformer implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;

  @SuppressWarnings("serial") // always an EnumMap
  private final Map<Setting, Param<String>> parameters = new EnumMap<>(Setting.class);

  /** One that has no settings yet. */
  public LlamaTransformer() {
    this(Identifiable$.MODULE$.randomUID("llama"));
  }

  /**
   * One that has no settings yet.
   *
   * @param uid names it in a pipeline
   */
  public LlamaTransformer(String uid) {
    this.uid = uid;
    for (Setting setting : Setting.values()) {
      parameters.put(setting, new Param<>(uid, setting.key(), setting.meaning()));
    }
  }

  /** One that does what a generator does. */
  public static LlamaTransformer of(LlamaGenerator generator) {
    LlamaTransformer transformer = new LlamaTransformer();
    generator
        .settings()
        .values()
        .forEach((setting, text) -> transformer.set(transformer.parameters.get(setting), text));
    return transformer;
  }

  /** Reads what was saved. */
  public static MLReader<LlamaTransformer> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads what was saved at a path. */
  public static LlamaTransformer load(String path) {
    return read().load(path);
  }

  /**
   * The generator that the parameters describe.
   *
   * @throws IllegalArgumentException if a text is no value of its parameter
   * @throws IllegalStateException if no model is named, or two are
   */
  public LlamaGenerator generator() {
    LlamaGenerator.Builder builder = LlamaGenerator.builder();
    parameters.forEach((setting, parameter) -> {
      if (isSet(parameter)) {
        builder.set(setting.key(), $(parameter));
      }
    });
    return builder.build();
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<?>[] params() {
    return parameters.values().toArray(Param<?>[]::new);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return generator().transform(dataset);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return generator().outputSchema(schema);
  }

  @Override
  public LlamaTransformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
