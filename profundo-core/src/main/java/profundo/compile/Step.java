package profundo.compile;

import java.util.ArrayList;
import java.util.List;

/// Kernels that run one after the other as one unit of the schedule.
final class Step {
  final List<Kernel> kernels;

  /// Where it would like to stand: the place of its last operand in the expression, so that values die young.
  final int wish;

  /// Where the value that it computes stands in the expression: the tie-breaker.
  final int place;

  final List<Step> successors = new ArrayList<>();
  int waiting;

  Step(List<Kernel> kernels, int wish, int place) {
    this.kernels = kernels;
    this.wish = wish;
    this.place = place;
  }

  void before(Step later) {
    successors.add(later);
    later.waiting++;
  }
}
