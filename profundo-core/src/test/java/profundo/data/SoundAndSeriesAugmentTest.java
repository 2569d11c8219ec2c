package profundo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import profundo.Rng;
import profundo.Shape;

class SoundAndSeriesAugmentTest {
  private static float[] ramp(int n) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = i + 1;
    }
    return v;
  }

  @Test
  void wavesMoveInTimeAndSilenceComesIn() {
    boolean earlier = false;
    boolean later = false;
    for (int i = 0; i < 50; i++) {
      float[] got = SoundAugment.shift(2).apply(ramp(5), Shape.of(5, 1), Rng.of(1).stream(i));
      int by = got[0] == 0 ? got[1] == 0 ? 2 : 1 : 1 - (int) got[0];
      for (int t = 0; t < 5; t++) {
        assertThat(got[t]).isEqualTo(t - by < 0 || t - by > 4 ? 0 : t - by + 1);
      }
      earlier |= by == -2;
      later |= by == 2;
    }
    assertThat(earlier && later).isTrue();
    assertThat(SoundAugment.shift(9).apply(ramp(1), Shape.of(1, 1), Rng.of(4))).hasSize(1);
  }

  @Test
  void speedPlaysEachChannelFasterAndLetsSilenceIn() {
    float[] twice = SoundAugment.speed(2, 2).apply(ramp(12), Shape.of(6, 2), Rng.of(1));
    assertThat(twice).containsExactly(1, 2, 5, 6, 9, 10, 0, 0, 0, 0, 0, 0);
    float[] half = SoundAugment.speed(0.5, 0.5).apply(ramp(4), Shape.of(4, 1), Rng.of(1));
    assertThat(half).containsExactly(1, 1.5f, 2, 2.5f);
    assertThat(SoundAugment.speed(1, 1).apply(ramp(5), Shape.of(5, 1), Rng.of(1))).containsExactly(ramp(5));
  }

  @Test
  void speedsLieBetweenTheirBoundsAndDoubleAsOftenAsTheyHalve() {
    int faster = 0;
    for (int i = 0; i < 400; i++) {
      float[] got = SoundAugment.speed(0.5, 2).apply(ramp(100), Shape.of(100, 1), Rng.of(7).stream(i));
      float speed = got[1] - got[0];
      assertThat(speed).isBetween(0.5f, 2f);
      faster += speed > 1 ? 1 : 0;
    }
    assertThat(faster).isBetween(150, 250);
    assertThatThrownBy(() -> SoundAugment.speed(0, 1)).hasMessageContaining("speed: expected 0 < low <= high");
  }

  @Test
  void noiseHasTheRatioThatWasAskedFor() {
    float[] wave = new float[20_000];
    for (int i = 0; i < wave.length; i++) {
      wave[i] = (float) Math.sin(i * 0.1);
    }
    float[] got = SoundAugment.noise(10, 10).apply(wave.clone(), Shape.of(20_000, 1), Rng.of(2));
    double noise = 0;
    double signal = 0;
    for (int i = 0; i < wave.length; i++) {
      noise += (got[i] - wave[i]) * (got[i] - wave[i]);
      signal += wave[i] * wave[i];
    }
    assertThat(10 * Math.log10(signal / noise)).isCloseTo(10, within(0.2));
  }

  @Test
  void masksHideNeighboursBehindTheMean() {
    Shape shape = Shape.of(6, 8, 1);
    int widest = 0;
    for (int i = 0; i < 100; i++) {
      float[] got = SoundAugment.maskBands(3).apply(ramp(48), shape, Rng.of(3).stream(i));
      int hidden = 0;
      for (int band = 0; band < 8; band++) {
        boolean masked = got[band] == 24.5f;
        hidden += masked ? 1 : 0;
        for (int frame = 0; frame < 6; frame++) {
          assertThat(got[frame * 8 + band]).isEqualTo(masked ? 24.5f : frame * 8 + band + 1);
        }
      }
      widest = Math.max(widest, hidden);
      float[] frames = SoundAugment.maskFrames(2).apply(ramp(48), shape, Rng.of(3).stream(i));
      assertThat(frames).satisfies(f -> {
        for (int frame = 0; frame < 6; frame++) {
          assertThat(f[frame * 8] == 24.5f).isEqualTo(f[frame * 8 + 7] == 24.5f);
        }
      });
    }
    assertThat(widest).isEqualTo(3);
  }

  @Test
  void jitterAndMagnitude() {
    float[] still = SeriesAugment.jitter(0.5).apply(new float[10_000], Shape.of(10_000, 1), Rng.of(4));
    double squares = 0;
    for (float x : still) {
      squares += x * x;
    }
    assertThat(Math.sqrt(squares / 10_000)).isCloseTo(0.5, within(0.02));
    float[] scaled = SeriesAugment.scale(0.2).apply(new float[] {1, 10, 2, 20}, Shape.of(2, 2), Rng.of(4));
    assertThat(scaled[2] / scaled[0]).isCloseTo(2, within(1e-5f));
    assertThat(scaled[3] / scaled[1]).isCloseTo(2, within(1e-5f));
    assertThat(scaled[1] / scaled[0]).isNotCloseTo(10, within(1e-3f));
  }

  @Test
  void warpedTimeNeverRunsBackwardsAndKeepsItsEnds() {
    Augmentation warp = SeriesAugment.warp(0.5, 5);
    boolean moved = false;
    for (int i = 0; i < 50; i++) {
      // The series is time itself.
      float[] got = warp.apply(ramp(40), Shape.of(40, 1), Rng.of(5).stream(i));
      assertThat(got[0]).isEqualTo(1);
      assertThat(got[39]).isEqualTo(40);
      for (int t = 1; t < 40; t++) {
        assertThat(got[t]).isGreaterThan(got[t - 1]);
        moved |= Math.abs(got[t] - t - 1) > 2;
      }
    }
    assertThat(moved).isTrue();
    float[] same = SeriesAugment.warp(0, 3).apply(ramp(9), Shape.of(9, 1), Rng.of(5));
    for (int t = 0; t < 9; t++) {
      assertThat(same[t]).isCloseTo(t + 1, within(1e-5f));
    }
  }

  @Test
  void otherSamplesAreRefused() {
    assertThatThrownBy(() -> SeriesAugment.jitter(1).output(Shape.of(3)))
        .hasMessage("jitter:1.0: expected samples [time, channels], got [3]");
    assertThatThrownBy(() -> SeriesAugment.warp(1, 1)).hasMessageContaining("2 knots");
  }
}
