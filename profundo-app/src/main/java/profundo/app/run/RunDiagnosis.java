package profundo.app.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import profundo.data.DataCondition;
import profundo.data.Dataset;
import profundo.io.Json;
import profundo.nn.Layer;
import profundo.train.TrainingDiagnosis;
import profundo.train.TrainingMonitor;
import profundo.train.Verdict;

/// What `train --diagnose` adds to a run: something that watches it, and says at the end what was wrong.
final class RunDiagnosis {
  private final Dataset train;
  private final TrainingMonitor monitor;
  private TrainingDiagnosis judged;

  /// @param every steps from one measurement to the next
  /// @param events folder of the run's TensorBoard files
  RunDiagnosis(Layer net, Dataset train, int every, Path events) {
    this.train = train;
    this.monitor = TrainingMonitor.of(net, train).every(every).histogramsTo(events.resolve("diagnosis"));
  }

  TrainingMonitor monitor() {
    return monitor;
  }

  /// The diagnosis, once the run has ended.
  TrainingDiagnosis judge() {
    if (judged == null) {
      judged = TrainingDiagnosis.of(monitor.observations(), DataCondition.of(train));
    }
    return judged;
  }

  /// The verdicts, as they stand in `result.json`.
  Json json() {
    var all = new ArrayList<Json>();
    for (Verdict v : judge().verdicts()) {
      var map = new LinkedHashMap<String, Object>();
      map.put("verdict", v.kind().words());
      map.put("where", v.where());
      map.put("text", v.text());
      map.put("remedy", v.remedy());
      map.put("figures", v.figures());
      all.add(Json.orNull(map));
    }
    return Json.of(all);
  }

  /// The verdicts for people.
  List<String> lines() {
    return lines(json().asList());
  }

  /// The verdicts of a `result.json`, for people.
  static List<String> lines(List<Json> verdicts) {
    if (verdicts.isEmpty()) {
      return List.of("diagnosis: nothing wrong with gradients, steps, layers, losses and data");
    }
    var lines = new ArrayList<String>();
    for (Json v : verdicts) {
      lines.add("diagnosis: " + v.asObject().text("verdict") + ": " + v.asObject().text("text"));
      lines.add("  try: " + v.asObject().text("remedy"));
    }
    return lines;
  }
}
