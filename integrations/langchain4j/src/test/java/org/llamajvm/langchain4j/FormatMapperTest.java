package org.llamajvm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.Json;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.service.AiServices;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers in JSON, by the model in the box: it knows little, but the form is right. */
class FormatMapperTest {

  /** A size. */
  enum Size {
    /** Little. */
    SMALL,
    /** Much. */
    LARGE
  }

  /** An animal. */
  record Animal(@JsonProperty(required = true) Size size, boolean wild) {}

  /** What LangChain4j makes of a model. */
  interface Extractor {
    /** Finds an animal in a text. */
    Animal animal(String text);
  }

  private final ChatModel chat =
      LlamaChatModel.builder()
          .model(TestModel.MODEL)
          .defaultRequestParameters(
              LlamaChatRequestParameters.builder().temperature(0.0).maxOutputTokens(200).build())
          .build();

  @Test
  void aServiceGetsARecord() {
    Extractor extractor = AiServices.builder(Extractor.class).chatModel(chat).build();
    Animal animal = extractor.animal("The fox is small and wild.");
    assertThat(animal.size()).isNotNull();
  }

  @Test
  void aRawSchemaIsHeld() {
    JsonSchema schema =
        JsonSchema.builder()
            .name("answer")
            .rootElement(
                JsonRawSchema.from(
                    """
                    {"type": "object", "properties": {"colour": {"enum": ["red", "blue"]}},
                     "required": ["colour"], "additionalProperties": false}
                    """))
            .build();
    String text =
        chat.chat(
                ChatRequest.builder()
                    .messages(UserMessage.from("What colour is the sea?"))
                    .responseFormat(
                        ResponseFormat.builder()
                            .type(ResponseFormatType.JSON)
                            .jsonSchema(schema)
                            .build())
                    .build())
            .aiMessage()
            .text();
    Map<?, ?> answer = Json.fromJson(text, Map.class);
    assertThat(answer).hasSize(1);
    assertThat(answer.get("colour")).isIn("red", "blue");
  }

  @Test
  void jsonWithoutASchemaIsAnObject() {
    String text =
        chat.chat(
                ChatRequest.builder()
                    .messages(UserMessage.from("Describe the sea."))
                    .responseFormat(ResponseFormat.JSON)
                    .build())
            .aiMessage()
            .text();
    assertThat(text.strip()).startsWith("{");
  }
}
