package profundo.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import profundo.DType;
import profundo.Rng;
import profundo.Shape;
import profundo.Tensor;
import profundo.Variable;

class ParametersTest {
  private final Rng rng = Rng.of(1);

  private static Variable v(String name) {
    return Variable.zeros(name, Shape.of(2));
  }

  record Inner(Variable a, Optional<Variable> b, int setting) {}

  record Model(Linear first, Inner inner, List<Layer> rest, Map<String, Object> heads, Optional<Layer> none) {}

  @Test
  void namesFollowRecordComponentsListsMapsAndOptionals() {
    SequencedMap<String, Object> heads = new LinkedHashMap<>();
    heads.put("value", Linear.of(2, 1, rng));
    Model m =
        new Model(
            Linear.of(2, 2, rng), new Inner(v("x"), Optional.of(v("y")), 3),
            List.of(Relu.of(), Linear.of(2, 2, rng).withoutBias()), heads, Optional.empty());
    assertThat(Parameters.of(m).byName().sequencedKeySet())
        .containsExactly(
            "first.weight", "first.bias", "inner.a", "inner.b", "rest.1.weight", "heads.value.weight",
            "heads.value.bias");
  }

  record Tied(Variable embedding, Variable output) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.matmul(embedding).matmul(output.transpose());
    }
  }

  @Test
  void aSharedVariableHasOneNameAndCountsOnce() {
    Variable w = Variable.zeros("w", Shape.of(3, 4));
    Parameters p = Parameters.of(new Tied(w, w));
    assertThat(p.byName().sequencedKeySet()).containsExactly("embedding");
    assertThat(p.count()).isEqualTo(12);
    assertThat(p.shared()).isTrue();
    assertThat(p.name(w)).isEqualTo("embedding");
  }

  record Norm(Variable scale, @State Variable mean, Variable calls) implements Layer {
    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.sub(mean).mul(scale);
    }
  }

  @Test
  void stateAndIntegersAreKeptButNotTrained() {
    Parameters p = Parameters.of(new Norm(v("s"), v("m"), Variable.counter("c")));
    assertThat(p.trainable().stream().map(Parameter::name)).containsExactly("scale");
    assertThat(p.all().stream().filter(Parameter::state).map(Parameter::name)).containsExactly("mean", "calls");
    assertThat(p.count()).isEqualTo(5);
    assertThat(p.trainableCount()).isEqualTo(2);
  }

  static final class Listed implements Layer, Composite {
    private final Variable w = v("w");
    private final Variable running = v("r");

    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.mul(w);
    }

    @Override
    public SequencedMap<String, Object> children() {
      SequencedMap<String, Object> map = new LinkedHashMap<>();
      map.put("w", w);
      map.put("running", running);
      return map;
    }

    @Override
    public Set<String> state() {
      return Set.of("running");
    }
  }

  @Test
  void aClassThatListsItsChildrenIsWalked() {
    Parameters p = Parameters.of(Sequential.of(new Listed()));
    assertThat(p.byName().sequencedKeySet()).containsExactly("0.w", "0.running");
    assertThat(p.trainable()).hasSize(1);
  }

  static final class Hidden implements Layer {
    private final List<Variable> weights = List.of(v("w"));

    @Override
    public Tensor apply(Tensor x, Pass pass) {
      return x.mul(weights.get(0));
    }
  }

  @Test
  void aClassThatHidesVariablesIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> Parameters.of(Sequential.of(new Hidden())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 Hidden")
        .hasMessageContaining("weights")
        .hasMessageContaining("Make it a record, or implement Composite");
  }

  @Test
  void aLambdaMayComputeButNotCaptureVariables() {
    assertThat(Parameters.of(Sequential.of((x, _) -> x.relu())).all()).isEmpty();
    Variable w = v("w");
    assertThatThrownBy(() -> Parameters.of(Sequential.of((x, _) -> x.mul(w))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 lambda");
  }

  @Test
  void aVariableThatNoWalkFindsIsReportedFromTheGraph() {
    Linear known = Linear.of(2, 2, rng);
    Variable counter = Variable.counter("step");
    Tensor x = Tensor.input("x", Shape.of(1, 2), DType.F32);
    Tensor y = known.apply(x, Pass.inference(known)).mul(counter.cast(DType.F32));
    Parameters p = Parameters.of(known);
    p.requireComplete(List.of(y), List.of(counter));
    Tensor stray = y.add(v("lost"));
    assertThatThrownBy(() -> p.requireComplete(List.of(stray), List.of(counter)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'lost' [2]");
  }

  @Test
  void freezingTakesNamesAndPathsAndLeavesTheRestTrainable() {
    Sequential net =
        Sequential.of()
            .then("features", Sequential.of(Linear.of(2, 2, rng), Relu.of(), Linear.of(2, 2, rng)))
            .then("features2", Linear.of(2, 1, rng));
    Parameters all = Parameters.of(net);
    Parameters tuned = all.freeze("features").freeze("features2.bias");
    assertThat(tuned.trainable().stream().map(Parameter::name)).containsExactly("features2.weight");
    assertThat(all.trainable()).hasSize(6);
    assertThatThrownBy(() -> all.freeze("feature"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing is called 'feature'");
    assertThatThrownBy(() -> all.get("features.0.wieght"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean features.0.weight?");
  }

  @Test
  void patternsFreezeAndUnfreeze() {
    Rng rng = Rng.of(1);
    Sequential net =
        Sequential.of()
            .then("features", Sequential.of(Linear.of(2, 2, rng), Relu.of(), Linear.of(2, 2, rng)))
            .then("head", Linear.of(2, 1, rng));
    Parameters all = Parameters.of(net);
    assertThat(names(all.freeze("features.*.weight"))).containsExactly("features.0.bias", "features.2.bias", "head.weight", "head.bias");
    assertThat(names(all.freeze("*.weight"))).doesNotContain("head.weight").contains("features.0.weight");
    assertThat(names(all.freeze("f*"))).as("everything below").containsExactly("head.weight", "head.bias");
    assertThat(names(all.freeze("**.weight"))).containsExactly("features.0.bias", "features.2.bias", "head.bias");
    assertThat(names(all.freeze("features.?.*s"))).doesNotContain("features.0.bias", "features.2.bias").hasSize(4);
    assertThat(names(all.freeze("**").unfreeze("head", "features.2.bias")))
        .containsExactly("features.2.bias", "head.weight", "head.bias");
    assertThat(names(all.freeze("**").unfreeze("**"))).isEqualTo(names(all));
    assertThatThrownBy(() -> all.freeze("head", "*.wieght")).hasMessageContaining("nothing is called '*.wieght'");
    assertThatThrownBy(() -> all.unfreeze("")).hasMessageContaining("Glob: expected a pattern of 1 to 1000 characters, got 0");
  }

  private static List<String> names(Parameters parameters) {
    return parameters.trainable().stream().map(Parameter::name).toList();
  }

  record SetOf(Set<Layer> layers) {}

  record ArrayOf(Layer[] layers) {}

  record Loop(List<Object> parts) {}

  @Test
  void whatHasNoOrderOrNoEndIsRefused() {
    assertThatThrownBy(() -> Parameters.of(new SetOf(Set.of(Relu.of()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layers holds variables or layers")
        .hasMessageContaining("use a List");
    assertThatThrownBy(() -> Parameters.of(new ArrayOf(new Layer[] {Relu.of()})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use a List");
    List<Object> parts = new ArrayList<>();
    Loop loop = new Loop(parts);
    parts.add(loop);
    assertThatThrownBy(() -> Parameters.of(loop))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contains itself");
    assertThatThrownBy(() -> Parameters.of("net")).hasMessageContaining("got java.lang.String");
    assertThatThrownBy(() -> Parameters.of(Sequential.of().then("a.b", Linear.of(1, 1, rng))))
        .hasMessageContaining("names without dots");
  }
}
