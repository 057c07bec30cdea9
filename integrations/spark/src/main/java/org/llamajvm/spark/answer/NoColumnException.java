package org.llamajvm.spark.answer;

/** A JSON schema allows what no column can hold. The message says where and what. */
public final class NoColumnException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  NoColumnException(String place, String problem) {
    super(
        "%s %s. Change the responseSchema, or leave answerColumns out and read the text"
            .formatted(place, problem));
  }
}
