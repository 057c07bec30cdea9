package org.llamajvm.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.TextSource;
import org.llamajvm.cli.output.Plural;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the tokens of a text. */
@Command(
    name = "tokenize",
    description = "Shows the tokens of a text, one a line: id and text.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama tokenize --model path/to/model \"Hello, world\"",
      "  llama tokenize --ids --no-bos - < letter.txt"
    })
public final class TokenizeCommand implements Callable<Integer> {

  private final Streams streams;

  @Mixin private ModelDirectory model;

  @Option(names = "--ids", description = "Print the ids alone, on one line.")
  private boolean ids;

  @Option(names = "--no-bos", description = "Put no BOS in front.")
  private boolean noBos;

  @Option(
      names = "--parse-special",
      description = "Read special tokens such as <|eot_id|> in the text as such.")
  private boolean parseSpecial;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say how many tokens there are.")
  private boolean verbose;

  @Parameters(paramLabel = "TEXT", description = "The text; - for standard input.")
  private String text;

  /** Gets the streams to work with. */
  public TokenizeCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    Tokenizer tokenizer = ModelSource.tokenizerOf(model.path());
    String content = text.equals("-") ? TextSource.read(text, streams.in()) : text;
    int[] tokens = encode(tokenizer, content);
    if (ids) {
      streams
          .out()
          .println(IntStream.of(tokens).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
    } else {
      for (int token : tokens) {
        streams.out().println(token + "\t" + quoted(tokenizer, token));
      }
    }
    streams.out().flush();
    if (verbose) {
      streams.info(Plural.of(tokens.length, "token"));
    }
    return ExitCode.DONE;
  }

  private int[] encode(Tokenizer tokenizer, String content) {
    if (noBos) {
      return parseSpecial ? tokenizer.encodeTrusted(content) : tokenizer.encode(content);
    }
    return parseSpecial
        ? Prompts.encodeTrusted(tokenizer, content)
        : tokenizer.encodePrompt(content);
  }

  private static String quoted(Tokenizer tokenizer, int token) {
    if (token >= tokenizer.vocabularySize()) { // a file may put it around every text
      return "\"\"";
    }
    String piece =
        tokenizer.isSpecial(token)
            ? tokenizer.decode(new int[] {token}, SpecialTokens.SHOW)
            : tokenizer.pieceOf(token);
    return JsonNodeFactory.instance.textNode(piece).toString();
  }
}
