package profundo.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Products of a matrix and a vector, as [MatrixKernels] tells: bound by memory, so nothing is packed.
final class VectorProducts {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorProducts() {}

  static void dotRows(
      int rows, int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo, int yStep, float[] spare) {
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      dotFourRows(k, a, ao + i * lda, lda, x, xo, y, yo + i * yStep, yStep, spare);
    }
    for (; i < rows; i++) {
      dotRow(k, a, ao + i * lda, x, xo, y, yo + i * yStep, spare);
    }
  }

  private static void dotFourRows(
      int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo, int yStep, float[] spare) {
    var sum0 = FloatVector.zero(S);
    var sum1 = FloatVector.zero(S);
    var sum2 = FloatVector.zero(S);
    var sum3 = FloatVector.zero(S);
    int whole = S.loopBound(k);
    for (int p = 0; p < whole; p += L) {
      var v = FloatVector.fromArray(S, x, xo + p);
      sum0 = FloatVector.fromArray(S, a, ao + p).fma(v, sum0);
      sum1 = FloatVector.fromArray(S, a, ao + p + lda).fma(v, sum1);
      sum2 = FloatVector.fromArray(S, a, ao + p + 2 * lda).fma(v, sum2);
      sum3 = FloatVector.fromArray(S, a, ao + p + 3 * lda).fma(v, sum3);
    }
    if (whole < k) {
      var part = S.indexInRange(whole, k);
      var v = FloatVector.fromArray(S, x, xo + whole, part);
      sum0 = FloatVector.fromArray(S, a, ao + whole, part).fma(v, sum0);
      sum1 = FloatVector.fromArray(S, a, ao + whole + lda, part).fma(v, sum1);
      sum2 = FloatVector.fromArray(S, a, ao + whole + 2 * lda, part).fma(v, sum2);
      sum3 = FloatVector.fromArray(S, a, ao + whole + 3 * lda, part).fma(v, sum3);
    }
    sum0.intoArray(spare, 0);
    y[yo] = total(spare);
    sum1.intoArray(spare, 0);
    y[yo + yStep] = total(spare);
    sum2.intoArray(spare, 0);
    y[yo + 2 * yStep] = total(spare);
    sum3.intoArray(spare, 0);
    y[yo + 3 * yStep] = total(spare);
  }

  private static void dotRow(
      int k, float[] a, int ao, float[] x, int xo, float[] y, int yo, float[] spare) {
    var sum = FloatVector.zero(S);
    int whole = S.loopBound(k);
    for (int p = 0; p < whole; p += L) {
      sum = FloatVector.fromArray(S, a, ao + p).fma(FloatVector.fromArray(S, x, xo + p), sum);
    }
    if (whole < k) {
      var part = S.indexInRange(whole, k);
      sum = FloatVector.fromArray(S, a, ao + whole, part).fma(FloatVector.fromArray(S, x, xo + whole, part), sum);
    }
    sum.intoArray(spare, 0);
    y[yo] = total(spare);
  }

  /// Sum of one vector's lanes, halves first: an order that never changes.
  private static float total(float[] lanes) {
    for (int half = L / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        lanes[l] += lanes[l + half];
      }
    }
    return lanes[0];
  }

  static void scaledRows(
      int k, int cols, float[] x, int xo, int xStep, float[] b, int bo, int ldb, float[] y, int yo) {
    int j = 0;
    for (; j + 8 * L <= cols; j += 8 * L) {
      scaledEight(k, x, xo, xStep, b, bo + j, ldb, y, yo + j);
    }
    for (; j < cols; j += L) {
      scaledOne(k, Math.min(L, cols - j), x, xo, xStep, b, bo + j, ldb, y, yo + j);
    }
  }

  private static void scaledEight(
      int k, float[] x, int xo, int xStep, float[] b, int bo, int ldb, float[] y, int yo) {
    var sum0 = FloatVector.zero(S);
    var sum1 = FloatVector.zero(S);
    var sum2 = FloatVector.zero(S);
    var sum3 = FloatVector.zero(S);
    var sum4 = FloatVector.zero(S);
    var sum5 = FloatVector.zero(S);
    var sum6 = FloatVector.zero(S);
    var sum7 = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var v = FloatVector.broadcast(S, x[xo + p * xStep]);
      int at = bo + p * ldb;
      sum0 = v.fma(FloatVector.fromArray(S, b, at), sum0);
      sum1 = v.fma(FloatVector.fromArray(S, b, at + L), sum1);
      sum2 = v.fma(FloatVector.fromArray(S, b, at + 2 * L), sum2);
      sum3 = v.fma(FloatVector.fromArray(S, b, at + 3 * L), sum3);
      sum4 = v.fma(FloatVector.fromArray(S, b, at + 4 * L), sum4);
      sum5 = v.fma(FloatVector.fromArray(S, b, at + 5 * L), sum5);
      sum6 = v.fma(FloatVector.fromArray(S, b, at + 6 * L), sum6);
      sum7 = v.fma(FloatVector.fromArray(S, b, at + 7 * L), sum7);
    }
    sum0.intoArray(y, yo);
    sum1.intoArray(y, yo + L);
    sum2.intoArray(y, yo + 2 * L);
    sum3.intoArray(y, yo + 3 * L);
    sum4.intoArray(y, yo + 4 * L);
    sum5.intoArray(y, yo + 5 * L);
    sum6.intoArray(y, yo + 6 * L);
    sum7.intoArray(y, yo + 7 * L);
  }

  private static void scaledOne(
      int k, int cols, float[] x, int xo, int xStep, float[] b, int bo, int ldb, float[] y, int yo) {
    var part = S.indexInRange(0, cols);
    var sum = FloatVector.zero(S);
    for (int p = 0; p < k; p++) {
      var v = FloatVector.broadcast(S, x[xo + p * xStep]);
      sum = v.fma(FloatVector.fromArray(S, b, bo + p * ldb, part), sum);
    }
    sum.intoArray(y, yo, part);
  }
}
