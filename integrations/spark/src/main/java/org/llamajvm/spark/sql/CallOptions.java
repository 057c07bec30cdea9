package org.llamajvm.spark.sql;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.CreateMap;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;
import scala.jdk.javaapi.CollectionConverters;

/** Reads those options of a call that its type depends on, before there are rows. */
final class CallOptions {

  private static final Set<Setting> OF_RESULT =
      EnumSet.of(Setting.RESPONSE_SCHEMA, Setting.ANSWER_COLUMNS);

  private CallOptions() {}

  /**
   * Those of them that are literals.
   *
   * @param options a map or a struct
   * @throws IllegalArgumentException if a value is wrong
   */
  static Settings ofResult(Expression options) {
    Settings known = Settings.DEFAULTS;
    if (!(options instanceof CreateMap || options instanceof CreateNamedStruct)) {
      return known;
    }
    List<Expression> namesAndValues = CollectionConverters.asJava(options.children());
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      Expression name = namesAndValues.get(i);
      Expression value = namesAndValues.get(i + 1);
      for (Setting setting : OF_RESULT) {
        if (isLiteral(name) && setting.rowKey().equals(text(name)) && isLiteral(value)) {
          known = known.with(setting, text(value));
        }
      }
    }
    return known;
  }

  private static boolean isLiteral(Expression expression) {
    return expression.foldable() && expression.eval(InternalRow.empty()) != null;
  }

  private static String text(Expression literal) {
    return String.valueOf(literal.eval(InternalRow.empty()));
  }
}
