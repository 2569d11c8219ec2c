package profundo.bench.libtorch;

import static org.bytedeco.pytorch.global.torch.addmm_out;
import static org.bytedeco.pytorch.global.torch.bernoulli;
import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.lt_out;
import static org.bytedeco.pytorch.global.torch.neg_out;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import profundo.bench.Contender;
import profundo.bench.Workload;

/// The step of a restricted Boltzmann machine on PyTorch's engine: no graph, everything in place, the momentum as a factor of the
/// product that adds to it.
///
/// Variant `stacked` makes one product of the two halves of the weights' gradient; `uniform` samples by comparing with uniform
/// numbers instead of by Bernoulli draws.
final class LibtorchRbm {
  private final boolean stacked;
  private final boolean uniform;
  private final long batch;
  private final NoGradGuard noGraph = new NoGradGuard();
  private final Tensor[] v;
  private final Tensor w;
  private final Tensor back;
  private final Tensor wVelocity;
  private final Tensor a;
  private final Tensor aVelocity;
  private final Tensor b;
  private final Tensor bVelocity;

  /// `v0` and `v1` over each other, and so `h0` and `-h1`.
  private final Tensor vs;

  private final Tensor hs;
  private final Tensor v0;
  private final Tensor v1;
  private final Tensor h0;
  private final Tensor h1;
  private final Tensor minusH1;
  private final Tensor sample;
  private final Tensor draws;
  private final Scalar one = new Scalar(1f);
  private final Scalar momentum = new Scalar(Workload.Rbm.MOMENTUM);
  private final Scalar rate;
  private final Scalar minusRate;

  LibtorchRbm(Workload.Rbm work, String variant) {
    stacked = variant.contains("stacked");
    uniform = variant.contains("uniform");
    batch = work.batch();
    long visible = work.visible();
    long hidden = work.hidden();
    v = new Tensor[Contender.BATCHES];
    for (int i = 0; i < v.length; i++) {
      v[i] = bernoulli(full(new long[] {batch, visible}, new Scalar(0.3f)));
    }
    w = randn(visible, hidden).mul_(new Scalar(0.01f));
    back = w.t();
    wVelocity = zeros(visible, hidden);
    a = zeros(visible);
    aVelocity = zeros(visible);
    b = zeros(hidden);
    bVelocity = zeros(hidden);
    vs = empty(2 * batch, visible);
    hs = empty(2 * batch, hidden);
    v0 = vs.narrow(0, 0, batch);
    v1 = vs.narrow(0, batch, batch);
    h0 = hs.narrow(0, 0, batch);
    minusH1 = hs.narrow(0, batch, batch);
    h1 = empty(batch, hidden);
    sample = empty(batch, hidden);
    draws = empty(batch, hidden);
    rate = new Scalar(Workload.Rbm.RATE / batch);
    minusRate = new Scalar(-Workload.Rbm.RATE / batch);
  }

  void step(int i) {
    Tensor x = v[i];
    addmm_out(h0, b, x, w).sigmoid_();
    if (uniform) {
      lt_out(sample, draws.uniform_(), h0);
    } else {
      sample.bernoulli_(h0);
    }
    addmm_out(v1, a, sample, back).sigmoid_();
    addmm_out(h1, b, v1, w).sigmoid_();
    if (stacked) {
      v0.copy_(x);
      neg_out(minusH1, h1);
      wVelocity.addmm_(vs.t(), hs, momentum, rate);
    } else {
      wVelocity.addmm_(x.t(), h0, momentum, rate);
      wVelocity.addmm_(v1.t(), h1, one, minusRate);
    }
    w.add_(wVelocity);
    aVelocity.mul_(momentum).add_(x.sub(v1).sum(0L), rate);
    a.add_(aVelocity);
    bVelocity.mul_(momentum).add_(h0.sub(h1).sum(0L), rate);
    b.add_(bVelocity);
  }
}
