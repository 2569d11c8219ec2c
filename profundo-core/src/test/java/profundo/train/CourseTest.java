package profundo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import profundo.Rng;
import profundo.Shape;
import profundo.data.Dataset;
import profundo.nn.Linear;
import profundo.nn.Loss;
import profundo.nn.Sequential;
import profundo.nn.Sigmoid;
import profundo.optim.Adam;

class CourseTest {
  private final Dataset data = Dataset.of(Rng.of(1).uniform(Shape.of(64, 6), 0, 1));

  /// Two linear autoencoders, the second on the codes of the first.
  private static final class Stack {
    final Linear first = Linear.of(6, 4, Rng.of(2));
    final Linear second = Linear.of(4, 2, Rng.of(3));
    final List<Phase> phases = new ArrayList<>();

    Stack(Dataset data) {
      phases.add(phase("first", Sequential.of(first, Sigmoid.of(), Linear.of(4, 6, Rng.of(4))), () -> data));
      phases.add(
          phase(
              "second", Sequential.of(second, Sigmoid.of(), Linear.of(2, 4, Rng.of(5))),
              () -> data.with(Dataset.X, Predictor.of(Sequential.of(first, Sigmoid.of())).predict(data))));
    }

    private static Phase phase(String name, Sequential net, java.util.function.Supplier<Dataset> data) {
      return Phase.of(
          name, () -> Trainer.of(Step.supervised(net, Loss::squaredError, Adam.of(1e-2)).withTarget(Dataset.X)).seed(7),
          () -> data.get().batches(16).shuffled(7), 3);
    }
  }

  @Test
  void aLaterPhaseBuildsOnWhatAnEarlierOneHasLearned() throws IOException {
    var stack = new Stack(data);
    var histories = Course.of(stack.phases).fit();
    assertThat(histories.sequencedKeySet()).containsExactly("first", "second");
    assertThat(histories.get("second").epochs()).hasSize(3);
    var apart = new Stack(data);
    Course.of(apart.phases.get(1)).fit();
    assertThat(stack.second.weight().toFloats()).isNotEqualTo(apart.second.weight().toFloats());
  }

  @Test
  void aPhaseMayTellTheSizesOfWhatItTrains() {
    Phase first = new Stack(data).phases.getFirst();
    assertThat(first.sizes()).isEmpty();
    Phase sized = first.sized("6-4").validating(() -> data.batches(16));
    assertThat(sized.sizes()).isEqualTo("6-4");
    assertThat(sized.name()).isEqualTo("first");
    assertThat(sized.trainer()).isSameAs(first.trainer());
  }

  @Test
  void aCourseThatWasStoppedInItsSecondPhaseGoesOnToTheSameWeights(@TempDir Path folder) throws IOException {
    var whole = new Stack(data);
    Course.of(whole.phases).fit();
    var broken = new Stack(data);
    assertThatThrownBy(
            () ->
                Course.of(broken.phases)
                    .in(folder)
                    .on(
                        phase -> List.of(
                            (event, run) -> {
                              if (phase.name().equals("second") && event instanceof TrainEvent.BatchEnded b && b.step() == 7) {
                                throw new IllegalStateException("killed");
                              }
                            }))
                    .fit())
        .hasMessage("killed");
    var resumed = new Stack(data);
    var trained = new ArrayList<String>();
    Course.of(resumed.phases)
        .in(folder)
        .on(
            phase -> List.of(
                (event, run) -> {
                  if (event instanceof TrainEvent.BatchEnded) {
                    trained.add(phase.name());
                  }
                }))
        .fit();
    assertThat(trained).hasSize(8).containsOnly("second");
    assertThat(resumed.first.weight().toFloats()).isEqualTo(whole.first.weight().toFloats());
    assertThat(resumed.second.weight().toFloats()).isEqualTo(whole.second.weight().toFloats());
  }

  @Test
  void aListenerMayWriteACheckpointAndEndTheCourseFromWhichItGoesOn(@TempDir Path folder) throws IOException {
    var whole = new Stack(data);
    Course.of(whole.phases).fit();
    var interrupted = new Stack(data);
    var asked = new AtomicBoolean();
    var course = Course.of(interrupted.phases).in(folder).everySteps(1);
    Path last = course.checkpoint(folder, 0);
    course.on(
        phase -> List.of(
            (event, run) -> {
              if (event instanceof TrainEvent.BatchEnded b && b.step() == 6) {
                asked.set(true);
                run.checkpoint(last, _ -> run.stop("asked"));
              }
            }));
    var histories = course.until(asked::get).fit();
    assertThat(histories.sequencedKeySet()).containsExactly("first");
    assertThat(histories.get("first").stopped()).isEqualTo("asked");
    assertThat(last).exists().hasParentRaw(folder.resolve("1-first"));
    var resumed = new Stack(data);
    assertThat(Course.of(resumed.phases).in(folder).fit().get("first").stopped()).isEmpty();
    assertThat(resumed.first.weight().toFloats()).isEqualTo(whole.first.weight().toFloats());
    assertThat(resumed.second.weight().toFloats()).isEqualTo(whole.second.weight().toFloats());
  }

  @Test
  void namesTellPhasesApart() {
    var phase = new Stack(data).phases.getFirst();
    assertThatThrownBy(() -> Course.of(phase, phase)).hasMessageContaining("name of its own").hasMessageContaining("first");
    assertThatThrownBy(() -> Phase.of("RBM 1", phase.trainer(), phase.train(), 1)).hasMessageContaining("RBM 1");
    assertThatThrownBy(() -> Phase.of("rbm", phase.trainer(), phase.train(), 0)).hasMessageContaining("at least 1 epoch, got 0");
  }
}
