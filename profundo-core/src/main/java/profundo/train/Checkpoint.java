package profundo.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import profundo.Array;
import profundo.Variable;
import profundo.data.Batches;
import profundo.io.FormatException;
import profundo.io.Json;
import profundo.io.SafeTensors;
import profundo.io.Sha256;

/// The whole state of a run in a file, from which it goes on bit for bit: variables, step counter, cursor, sums and
/// metrics of the epoch so far, and what listeners remember. Safetensors, with what is no tensor as JSON in its metadata.
final class Checkpoint {
  private static final String FORMAT = "profundo-checkpoint";
  private static final String VERSION = "1";
  private static final String STEP = "step";
  private static final String RUN = "run";
  /// Of the text under [#RUN]: the SHA-256 of a safetensors file is that of its tensors only.
  private static final String RUN_SHA256 = "run_sha256";
  private static final String BEGIN_ANEW = "; or remove it to begin that training anew";

  private Checkpoint() {}

  static void write(Path file, Loop loop) throws IOException {
    Trainer trainer = loop.trainer();
    Loop.Position at = loop.at();
    Map<String, Array> tensors = new LinkedHashMap<>();
    variables(trainer).forEach((name, v) -> tensors.put(name, v.value()));
    Map<String, Object> listeners = new LinkedHashMap<>();
    keys(trainer)
        .forEach(
            (key, listener) -> {
              Saved saved = listener.save();
              listeners.put(key, saved.values());
              saved.arrays().forEach((name, a) -> tensors.put("listener/" + key + "/" + name, a));
            });
    Json.Obj run =
        Json.Obj.EMPTY
            .with("seed", trainer.seed())
            .with("before", at.before)
            .with("epoch", at.epoch)
            .with("batch", at.batch)
            .with("rate", Double.toString(at.rate))
            .with("stopped", at.stopped)
            .with("data", loop.data())
            .with("meter", loop.meter().state())
            .with("history", at.history.stream().map(Checkpoint::texts).toList())
            .with("listeners", listeners);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("format_version", VERSION);
    metadata.put(RUN, run.compact());
    metadata.put(RUN_SHA256, sha256(run.compact()));
    SafeTensors.write(file, tensors, metadata);
  }

  /// Puts a run where the file says.
  ///
  /// @throws FormatException when the file is damaged or belongs to another model, data set or seed
  static void read(Path file, Loop loop) throws IOException {
    SafeTensors content = whole(file);
    try {
      restore(content, loop);
    } catch (FormatException e) {
      throw e.in("resume from " + file);
    }
  }

  private static SafeTensors whole(Path file) throws IOException {
    try {
      return SafeTensors.read(file);
    } catch (FormatException e) {
      throw new FormatException(e.getMessage() + BEGIN_ANEW, e);
    }
  }

  private static void restore(SafeTensors content, Loop loop) {
    Map<String, String> metadata = content.metadata();
    if (!FORMAT.equals(metadata.get("format")) || !metadata.containsKey(RUN)) {
      throw new FormatException("expected a checkpoint, got a file that is none; a model file holds no run" + BEGIN_ANEW);
    }
    if (!VERSION.equals(metadata.get("format_version"))) {
      throw new FormatException(
          "a checkpoint of another format version: expected " + VERSION + ", got " + metadata.get("format_version") + BEGIN_ANEW);
    }
    requireUndamaged(metadata.get(RUN), metadata.get(RUN_SHA256));
    Json.Obj run = Json.parse(metadata.get(RUN)).asObject();
    Trainer trainer = loop.trainer();
    requireSame("seed", Long.toString(trainer.seed()), Long.toString(run.whole("seed")));
    requireSame("training data", Json.of(loop.data()).compact(), run.get("data").compact());
    SequencedMap<String, Variable> variables = variables(trainer);
    requireSame(variables, content.tensors());

    Loop.Position at = loop.at();
    at.before = atLeast("before", run.integer("before"), 0);
    at.epoch = atLeast("epoch", run.integer("epoch"), 1);
    at.batch = atLeast("batch", run.integer("batch"), 0);
    if (at.batch > loop.train().count()) {
      throw new FormatException("expected a batch up to " + loop.train().count() + ", got " + at.batch);
    }
    at.rate = number(run.get("rate"));
    at.stopped = run.text("stopped");
    run.list("history").forEach(e -> at.history.add(numbers(e.asObject())));
    loop.meter().restore(lists(run.object("meter")));
    Json.Obj saved = run.object("listeners");
    keys(trainer)
        .forEach(
            (key, listener) -> {
              if (saved.find(key).isPresent()) {
                listener.restore(new Saved(values(saved.object(key)), arrays(content, key)));
              } else {
                loop.warn(key + " starts anew: the checkpoint knows nothing of it");
              }
            });
    variables.forEach((name, v) -> v.set(content.tensors().get(name)));
  }

  /// @param expected null in a checkpoint from before there was one
  private static void requireUndamaged(String run, String expected) {
    String got = sha256(run);
    if (expected != null && !expected.equals(got)) {
      throw new FormatException(
          "expected SHA-256 " + expected + ", the state of the run has " + got
              + "; the file is damaged; use another checkpoint or copy it again" + BEGIN_ANEW);
    }
  }

  private static String sha256(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static SequencedMap<String, Variable> variables(Trainer trainer) {
    SequencedMap<String, Variable> all = new LinkedHashMap<>();
    all.put(STEP, trainer.counter());
    trainer.step().parameters().byName().forEach((name, v) -> all.put("model/" + name, v));
    trainer.step().memory().forEach((name, v) -> all.put("memory/" + name, v));
    return all;
  }

  private static SequencedMap<String, Listener> keys(Trainer trainer) {
    SequencedMap<String, Listener> keys = new LinkedHashMap<>();
    for (Listener l : trainer.listeners()) {
      if (!l.key().isEmpty()) {
        String key = l.key();
        for (int i = 2; keys.containsKey(key); i++) {
          key = l.key() + " " + i;
        }
        keys.put(key, l);
      }
    }
    return keys;
  }

  /// Number, batches and order of the samples.
  static Map<String, Object> data(Batches train) {
    CRC32 order = new CRC32();
    for (int i : train.order(0)) {
      for (int shift = 0; shift < 32; shift += 8) {
        order.update(i >>> shift);
      }
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("samples", train.samples());
    data.put("batch", train.size());
    data.put("batches", train.count());
    data.put("order", order.getValue());
    if (train.isAugmented()) {
      data.put("augmented", true);
    }
    return data;
  }

  private static void requireSame(String what, String expected, String got) {
    if (!expected.equals(got)) {
      throw new FormatException(
          "the checkpoint was written with another " + what + ": expected " + expected + ", got " + got
              + "; resume with what the run was started with");
    }
  }

  private static void requireSame(SequencedMap<String, Variable> expected, Map<String, Array> got) {
    List<String> missing = expected.keySet().stream().filter(n -> !got.containsKey(n)).toList();
    List<String> unexpected =
        got.keySet().stream().filter(n -> !expected.containsKey(n) && !n.startsWith("listener/")).toList();
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new FormatException(
          "the checkpoint is of another model or optimizer: missing " + first(missing) + ", unexpected "
              + first(unexpected));
    }
    expected.forEach(
        (name, v) -> {
          Array a = got.get(name);
          if (!a.shape().equals(v.shape()) || a.dtype() != v.dtype()) {
            throw new FormatException(
                "the checkpoint is of another model: expected " + name + " as " + v.dtype() + " " + v.shape() + ", got "
                    + a.dtype() + " " + a.shape());
          }
        });
  }

  private static String first(List<String> names) {
    return names.isEmpty() ? "none" : names.stream().limit(10).toList() + (names.size() > 10 ? " and more" : "");
  }

  private static Map<String, Array> arrays(SafeTensors content, String key) {
    String prefix = "listener/" + key + "/";
    Map<String, Array> arrays = new LinkedHashMap<>();
    content
        .tensors()
        .forEach(
            (name, a) -> {
              if (name.startsWith(prefix)) {
                arrays.put(name.substring(prefix.length()), a);
              }
            });
    return arrays;
  }

  private static int atLeast(String what, int value, int least) {
    if (value < least) {
      throw new FormatException("expected '" + what + "' of at least " + least + ", got " + value);
    }
    return value;
  }

  /// Numbers as text: JSON has neither NaN nor infinity, which losses do have.
  private static Map<String, String> texts(Map<String, Double> numbers) {
    Map<String, String> texts = new LinkedHashMap<>();
    numbers.forEach((name, d) -> texts.put(name, d.toString()));
    return texts;
  }

  private static Map<String, Double> numbers(Json.Obj texts) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    texts.members().forEach((name, text) -> numbers.put(name, number(text)));
    return numbers;
  }

  private static double number(Json text) {
    try {
      return Double.parseDouble(text.asText());
    } catch (NumberFormatException e) {
      throw new FormatException("expected a number, got '" + text.asText() + "'", e);
    }
  }

  private static Map<String, String> values(Json.Obj texts) {
    Map<String, String> values = new LinkedHashMap<>();
    texts.members().forEach((name, text) -> values.put(name, text.asText()));
    return values;
  }

  private static Map<String, List<String>> lists(Json.Obj lists) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    lists
        .members()
        .forEach((name, l) -> map.put(name, new ArrayList<>(l.asList().stream().map(Json::asText).toList())));
    return map;
  }
}
