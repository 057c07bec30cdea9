package org.llamajvm.spark.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.spark.settings.Setting;
import scala.jdk.javaapi.CollectionConverters;

class RowOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          struct<key: binary, seed: bigint>       | struct<key:string,seed:string>
          struct<key: array<int>, stop: array<int>> | struct<key:string,stop:array<string>>
          map<string, double>                     | map<string,string>
          map<int, array<string>>                 | map<string,array<string>>
          void                                    | string
          """)
  void areReadAsTexts(String given, String read) {
    assertThat(OptionTypes.texts(DataType.fromDDL(given)).catalogString()).isEqualTo(read);
  }

  @Test
  void refuseATypeThatNamesNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptionTypes.texts(DataType.fromDDL("array<string>")))
        .withMessage(
            "Options must be a map or a struct, such as map('max_tokens', '20'),"
                + " not ARRAY<STRING>");
    StructType twice = new StructType().add("seed", "string").add("seed", "string");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptionTypes.texts(twice))
        .withMessage("The options have seed twice");
  }

  @Test
  void doNotSetWhatIsNull() {
    StructType type = StructType.fromDDL("seed string, stop array<string>, key string");
    Object stop = CollectionConverters.asScala(Arrays.asList("a,b", null)).toSeq();
    Row row = new GenericRowWithSchema(new Object[] {null, stop, "k"}, type);
    RowOptions options = RowOptions.of(row);
    assertThat(options.key()).contains("k");
    assertThat(options.settings().values()).isEqualTo(Map.of(Setting.STOP, "a\\,b"));
    assertThat(options.settings().list(Setting.STOP)).isEqualTo(List.of("a,b"));
  }
}
